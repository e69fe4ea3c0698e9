#pragma once

#include "agent/model/error.hpp"
#include "agent/run/cli.hpp"

namespace livetap {

/// Carries out what the command line asks for and returns the exit status. Data goes to stdout, log
/// and complaints to stderr.
int carry_out(const CommandLine& line);

/// Says on stderr what is wrong and the likely cure; returns the status.
int complain(const Error& error, int status);

/// --once, on a config that has been read. once_command.cpp.
struct CheckedConfig;
int run_once(const CommandLine& line, const CheckedConfig& checked);

/// --dashboard and --check-dashboards, on a config that has been read. dashboard_command.cpp.
int print_dashboard(const CheckedConfig& checked);
int check_dashboards(const CommandLine& line, const CheckedConfig& checked);

/// --history, on a config that has been read. history_command.cpp.
int print_history(const CommandLine& line, const CheckedConfig& checked);

}  // namespace livetap
