#pragma once

#include <csignal>
#include <optional>
#include <string>

namespace livetap::test::keeper {

// The command line of livetap-keeper (keeper.cpp tells what each is for).
struct Options {
  int commands_fd = -1;
  int report_fd = -1;
  std::string user;  // empty: stay who we are
  int last_signal = SIGKILL;
  int linger_ms = 0;
  std::string remove;  // a folder that goes when the owner died; empty: none
  char** program = nullptr;
};

// Nothing, and a line on stderr, when the command line is wrong.
std::optional<Options> parse_options(int argc, char** argv);

}  // namespace livetap::test::keeper
