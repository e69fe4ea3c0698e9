#include <doctest/doctest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "agent_process.hpp"
#include "fleet_bench.hpp"
#include "tests/support/child_process.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool alive(pid_t pid) {
  const auto status = file_text("/proc/" + std::to_string(pid) + "/stat");
  return !status.empty() && status.find(") Z ") == std::string::npos;
}

}  // namespace

TEST_CASE("workers end within a second when their agent is killed, frozen and hanging ones too") {
  AgentProcess agent;
  const auto workers = agent.workers(3);
  REQUIRE(workers.size() == 3);
  ::kill(workers[2], SIGSTOP);
  agent.kill();
  const auto deadline = std::chrono::steady_clock::now() + 1s;
  const auto any_alive = [&] { return std::any_of(workers.begin(), workers.end(), alive); };
  while (any_alive() && std::chrono::steady_clock::now() < deadline) {
    ::usleep(10'000);
  }
  for (const auto worker : workers) {
    CHECK(!alive(worker));
  }
}

TEST_CASE("a secret is in no worker's command line and environment, and masked in its errors") {
  ::setenv("LIVETAP_TEST_MARKER", "marker-in-environment", 1);
  FleetBench bench;
  auto probe = abi_probe("misbehave", "none");
  std::get<Setting::Entries>(probe.settings.value)
      .emplace_back("password", Setting{SettingType::secret, std::string("s3cr3t-marker"), {}});
  // It throws an exception whose text is the secret of this probe.
  auto leaking = abi_probe("misbehave", "throw_collect");
  std::get<Setting::Entries>(leaking.settings.value)
      .emplace_back("password", Setting{SettingType::secret, std::string("thrown"), {}});
  bench.start({probe, leaking});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 1 && bench[1].failed() >= 1; }));
  const auto proc = "/proc/" + std::to_string(bench.fleet.state(0).pid);
  const auto environment = file_text(proc + "/environ");
  CHECK(environment.find("marker") == std::string::npos);
  CHECK(environment.find("PATH=") != std::string::npos);
  CHECK(file_text(proc + "/cmdline").find("s3cr3t") == std::string::npos);
  CHECK(bench[1].says("*** by collect"));
  CHECK(!bench[1].says("thrown"));
  ::unsetenv("LIVETAP_TEST_MARKER");
}

TEST_CASE("a worker has no descriptor of its agent but the socket") {
  FleetBench bench;
  bench.start({abi_probe("plain"), abi_probe("plain")});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 1 && bench[1].good() >= 1; }));
  const auto fds = "/proc/" + std::to_string(bench.fleet.state(1).pid) + "/fd";
  int sockets = 0;
  for (const auto& entry : std::filesystem::directory_iterator(fds)) {
    sockets += std::filesystem::read_symlink(entry).string().starts_with("socket:") ? 1 : 0;
  }
  CHECK(sockets == 1);
}

TEST_CASE("restarts leave no descriptor and no process behind") {
  const auto descriptors = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  };
  FleetBench bench;
  // The event loop opens some of its own with the first probe.
  bench.start({abi_probe("misbehave", "none")});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 1; }));
  const auto before = descriptors();
  for (int i = 0; i < 20; ++i) {
    bench.fleet.replace({});
    bench.fleet.replace({abi_probe("misbehave", "none")});
    bench[0].gathers.clear();
    REQUIRE(bench.run_until([&] { return bench[0].good() >= 1; }));
  }
  REQUIRE(bench.run_until([&] { return children().size() == 1; }));
  CHECK(descriptors() == before);
  bench.stop();
  CHECK(children().empty());
}

TEST_CASE("a fleet that is destroyed without a stop leaves no process behind") {
  boost::asio::io_context io;
  {
    Fleet fleet(io, {}, {});
    fleet.start({abi_probe("plain"), abi_probe("misbehave", "hang_create")});
    io.run_for(300ms);
    CHECK(children().size() == 2);
  }
  CHECK(children().empty());
}
