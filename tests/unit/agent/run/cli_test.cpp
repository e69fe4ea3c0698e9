#include <doctest/doctest.h>

#include <cstdlib>
#include <initializer_list>

#include "agent/run/cli.hpp"

using namespace livetap;

namespace {

std::variant<CommandLine, int> parse(std::initializer_list<const char*> words) {
  std::vector<const char*> argv{"agent"};
  argv.insert(argv.end(), words);
  return parse_command_line(static_cast<int>(argv.size()), argv.data());
}

}  // namespace

TEST_CASE("Without words the agent runs with the system's config") {
  unsetenv("LIVETAP_CONFIG");
  const auto line = std::get<CommandLine>(parse({}));
  CHECK(line.command == Command::run);
  CHECK(line.config == "/etc/livetap/agent.yaml");
}

TEST_CASE("LIVETAP_CONFIG names the config, --config overrules it") {
  setenv("LIVETAP_CONFIG", "from_env.yaml", 1);
  CHECK(std::get<CommandLine>(parse({})).config == "from_env.yaml");
  CHECK(std::get<CommandLine>(parse({"--config", "x.yaml"})).config == "x.yaml");
  unsetenv("LIVETAP_CONFIG");
}

TEST_CASE("--once takes probes and a format") {
  const auto line =
      std::get<CommandLine>(parse({"--once", "--probe", "a", "--probe", "b", "--format", "json"}));
  CHECK(line.command == Command::once);
  CHECK(line.probes == std::vector<std::string>{"a", "b"});
  CHECK(line.format == "json");
}

TEST_CASE("--history takes a measurement, how far back, and a format") {
  const auto line = std::get<CommandLine>(parse({"--history", "signals"}));
  CHECK(line.command == Command::history);
  CHECK(line.history == "signals");
  CHECK(line.since == std::chrono::hours(1));
  CHECK(line.format == "table");
  const auto far =
      std::get<CommandLine>(parse({"--history", "event", "--since", "7d", "--format", "csv"}));
  CHECK(far.since == std::chrono::hours(24 * 7));
  CHECK(far.format == "csv");
}

TEST_CASE("--describe names a plugin") {
  const auto line = std::get<CommandLine>(parse({"--describe", "postgres"}));
  CHECK(line.command == Command::describe);
  CHECK(line.plugin == "postgres");
}

TEST_CASE("--check-dashboards takes one file or more, --dashboard none") {
  const auto line =
      std::get<CommandLine>(parse({"--check-dashboards", "a.json", "b.json", "--config", "c"}));
  CHECK(line.command == Command::check_dashboards);
  CHECK(line.dashboards == std::vector<std::filesystem::path>{"a.json", "b.json"});
  CHECK(line.config == "c");
  CHECK(std::get<CommandLine>(parse({"--dashboard"})).command == Command::dashboard);
}

TEST_CASE("Wrong use ends with status 2") {
  CHECK(std::get<int>(parse({"--check-dashboards"})) == 2);
  CHECK(std::get<int>(parse({"--dashboard", "--check-dashboards", "a.json"})) == 2);
  CHECK(std::get<int>(parse({"--no-such-thing"})) == 2);
  CHECK(std::get<int>(parse({"--once", "--check-config"})) == 2);
  CHECK(std::get<int>(parse({"--format", "json"})) == 2);
  CHECK(std::get<int>(parse({"--once", "--format", "xml"})) == 2);
  CHECK(std::get<int>(parse({"--once", "--watch-config"})) == 2);
  CHECK(std::get<int>(parse({"--once", "--format", "csv"})) == 2);
  CHECK(std::get<int>(parse({"--history", "signals", "--format", "influx"})) == 2);
  CHECK(std::get<int>(parse({"--history", "signals", "--since", "soon"})) == 2);
  CHECK(std::get<int>(parse({"--since", "1h"})) == 2);
  CHECK(std::get<int>(parse({"--history", "signals", "--once"})) == 2);
}

TEST_CASE("--watch-config belongs to a run") {
  CHECK(std::get<CommandLine>(parse({"--watch-config"})).watch_config);
  CHECK_FALSE(std::get<CommandLine>(parse({})).watch_config);
}

TEST_CASE("Help ends with status 0") {
  CHECK(std::get<int>(parse({"--help"})) == 0);
}
