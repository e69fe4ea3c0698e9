#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "agent/model/time.hpp"

namespace livetap {

enum class Command {
  run,
  once,
  history,
  check_config,
  list_plugins,
  describe,
  schema,
  dashboard,
  check_dashboards,
  version
};

/// What the command line asks for.
struct CommandLine {
  Command command = Command::run;
  std::filesystem::path config;     ///< --config, $LIVETAP_CONFIG or /etc/livetap/agent.yaml
  std::vector<std::string> probes;  ///< --probe, for once; empty: all
  std::string format = "table";     ///< --format: table or json; for once influx, for history csv
  std::string history;              ///< for history: a measurement, or event
  Milliseconds since = std::chrono::hours(1);     ///< --since, for history
  std::string plugin;                             ///< for describe
  std::vector<std::filesystem::path> dashboards;  ///< for check_dashboards: the files
  bool watch_config = false;  ///< --watch-config: a run reloads when its files change
};

/// Exit statuses that scripts rely on.
enum ExitStatus : int { exit_ok = 0, exit_fail = 1, exit_usage = 2, exit_config = 78 };

/// Parses the command line, or says how the process is to end: help was printed (0) or the use was
/// wrong (2, the complaint on stderr).
std::variant<CommandLine, int> parse_command_line(int argc, const char* const* argv);

}  // namespace livetap
