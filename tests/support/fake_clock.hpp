#pragma once

#include <chrono>
#include <map>
#include <string>

#include "tests/support/temp_folder.hpp"

namespace livetap::test {

// A wall clock for another process that steps when the test says so; its steady clock stays the
// real one, and so do its timers. By Debian's faketime, which must be preloaded: processes that
// start with a cleaned environment keep the real clock.
//
//   FakeClock clock;
//   ChildProcess agent({.command = …, .environment = clock.environment()});
//   clock.set_ahead(24h);
//   … wait for something at about clock.now_ms() …
class FakeClock {
 public:
  // Throws std::runtime_error where faketime is not installed.
  FakeClock();

  // The clock is so much ahead of the real one from now on.
  void set_ahead(std::chrono::milliseconds ahead);
  // What the other process reads, in ms since 1970.
  std::int64_t now_ms() const;
  std::map<std::string, std::string> environment() const;

  // The environment of a process whose clock is always so much ahead, whoever its user is. Of an
  // event loop only a clock that is ahead: see real_timers.c.
  static std::map<std::string, std::string> fixed(std::chrono::seconds ahead);

 private:
  TempFolder folder_{"clock"};
  std::string library_;
  std::chrono::milliseconds ahead_{0};
};

}  // namespace livetap::test
