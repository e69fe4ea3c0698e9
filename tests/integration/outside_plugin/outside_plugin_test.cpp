#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "integration/agent/agent_process.hpp"
#include "support/child_process.hpp"
#include "support/grafana/live_endpoint.hpp"
#include "support/temp_folder.hpp"

using namespace livetap::test;
namespace fs = std::filesystem;

namespace {

// Runs a command to its end and returns what it wrote.
std::string run(std::vector<std::string> command) {
  ChildProcess child({.command = std::move(command)});
  const auto exit = child.wait(std::chrono::minutes(4));
  CAPTURE(child.out());
  CAPTURE(child.err());
  REQUIRE(exit);
  REQUIRE(exit->code == 0);
  return child.out();
}

// What `nm -D` says that a library offers: the names, one a line.
std::vector<std::string> exported_symbols(const fs::path& library) {
  const auto lines = run({LIVETAP_NM, "-D", "--defined-only", "--format=just-symbols", library});
  std::vector<std::string> names;
  for (std::size_t at = 0; at < lines.size();) {
    const auto end = lines.find('\n', at);
    names.push_back(lines.substr(at, end - at));
    at = end == std::string::npos ? lines.size() : end + 1;
  }
  return names;
}

std::ptrdiff_t lines_of(const fs::path& file) {
  std::ifstream in(file);
  return std::count(std::istreambuf_iterator<char>(in), {}, '\n');
}

std::string agent_config(const fs::path& plugins, const fs::path& state,
                         const std::string& grafana) {
  return "agent: {state_dir: " + state.string() + ", http: off}\n" + "grafana: {url: \"" + grafana +
         "\", user: admin, password: admin-secret}\n" + "plugin_dirs: [" + plugins.string() +
         "]\n" + "probes: [{name: load, plugin: loadavg}]\n";
}

}  // namespace

TEST_CASE("a plugin of less than 60 lines builds against the installed SDK alone") {
  const TempFolder folder;
  const fs::path prefix = folder.path() / "prefix";
  const fs::path source = folder.path() / "loadavg";
  const fs::path build = folder.path() / "build";
  run({LIVETAP_CMAKE, "--install", LIVETAP_BINARY_DIR, "--component", "sdk", "--prefix", prefix});
  REQUIRE(fs::exists(prefix / "include" / "livetap" / "probe.h"));
  fs::copy(LIVETAP_TEMPLATE_DIR, source);
  CHECK(lines_of(source / "loadavg.cpp") < 60);

  run({LIVETAP_CMAKE, "-S", source, "-B", build, "-DCMAKE_PREFIX_PATH=" + prefix.string(),
       "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror",
       std::string("-DCMAKE_CXX_COMPILER=") + LIVETAP_COMPILER});
  run({LIVETAP_CMAKE, "--build", build});
  CHECK(exported_symbols(build / "loadavg.so") == std::vector<std::string>{"livetap_probe_entry"});

  run({LIVETAP_CMAKE, "--install", build, "--prefix", prefix});
  CHECK(fs::exists(prefix / "lib" / "livetap" / "loadavg.so"));

  // The agent finds it by plugin_dirs: its rows are in --once and go to Grafana.
  LiveEndpoint grafana;
  const auto config =
      folder.write("agent.yaml", agent_config(build, folder / "var", grafana.url()));
  const auto once = run_agent({"--config", config, "--once", "--format", "influx"});
  CAPTURE(once.err);
  CHECK(once.status == 0);
  CHECK(once.out.find("loadavg") != std::string::npos);
  ChildProcess agent({.command = {agent_program(), "--config", config}});
  CHECK(grafana.wait_for([&] { return grafana.message_count("stream/livetap/loadavg") > 1; },
                         std::chrono::seconds(30)));
  CHECK(grafana.rejected().empty());
}
