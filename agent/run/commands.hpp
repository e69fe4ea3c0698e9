#pragma once

#include "agent/run/cli.hpp"

namespace livetap {

/// Carries out what the command line asks for and returns the exit status. Data goes to stdout, log
/// and complaints to stderr.
int carry_out(const CommandLine& line);

/// --once, on a config that has been read. once_command.cpp.
struct CheckedConfig;
int run_once(const CommandLine& line, const CheckedConfig& checked);

}  // namespace livetap
