#include <doctest/doctest.h>
#include <sys/mount.h>

#include <csignal>
#include <fstream>

#include "agent/journal/sqlite.hpp"
#include "integration/agent/running_agent.hpp"
#include "integration/journal/counting_agent.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

// A small disk of its own, where we may mount one.
class SmallDisk {
 public:
  SmallDisk() : mounted_(::mount("tmpfs", path().c_str(), "tmpfs", 0, "size=1m,mode=700") == 0) {}
  ~SmallDisk() {
    if (mounted_) {
      ::umount2(path().c_str(), MNT_DETACH);
    }
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  const fs::path& path() const { return folder_.path(); }
  explicit operator bool() const { return mounted_; }

  void fill() const {
    std::ofstream out(path() / "filler", std::ios::binary);
    const std::string block(1024, 'x');
    while (out.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void make_room() const { fs::remove(path() / "filler"); }
  bool make_read_only() const {
    return ::mount("tmpfs", path().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=1m") == 0;
  }

 private:
  TempFolder folder_{"disk"};
  bool mounted_;
};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

// The agent says once that the disk does not take its events, goes on, and recovers by itself.
void check_outage(CountingAgent& agent, ChildProcess& run, const std::string& words,
                  const std::function<void()>& mend) {
  CHECK(wait_until(30s, [&] { return run.err().find(words) != std::string::npos; }));
  const auto pushed = agent.grafana.message_count(channel("event"));
  CHECK(agent.grafana.wait_for(
      [&] { return agent.grafana.message_count(channel("event")) > pushed + 5; }, 30s));
  CHECK(agent.number_of_sink("connected") == 0);
  CHECK(agent.balanced());
  CHECK(agent.balanced("samples"));
  CHECK(count(run.err(), words) == 1);
  mend();
  CHECK(agent.grafana.wait_for([&] { return agent.number_of_sink("connected") == 1; }, 60s));
  const auto delivered = agent.number_of_sink("delivered");
  CHECK(agent.grafana.wait_for([&] { return agent.number_of_sink("delivered") > delivered; }, 30s));
  CHECK(wait_until(
      10s, [&] { return run.err().find("journal: well again after") != std::string::npos; }));
  CHECK(agent.balanced());
  CHECK(agent.balanced("samples"));
  run.signal(SIGTERM);
  const auto exit = run.wait(20s);
  REQUIRE(exit);
  CHECK(exit->code == 0);
  CHECK(agent.agrees());
}

}  // namespace

TEST_CASE("a full disk: the agent runs on, says so once, and recovers with nothing lost") {
  const SmallDisk disk;
  if (!disk) {
    MESSAGE("left out: no disk can be mounted here");
    return;
  }
  CountingAgent agent(disk.path() / "var");
  agent.windows = "[1m]";
  agent.set_events(3);
  auto run = agent.start();
  REQUIRE(wait_until(30s, [&] { return agent.events("one") > 10; }));
  disk.fill();
  CHECK(run.wait_for_output("windows.bin: No space left on device", 60s));
  check_outage(agent, run, "the disk is full", [&] { disk.make_room(); });
}

TEST_CASE("a read-only disk at the start: the agent says why it does not run") {
  const SmallDisk disk;
  if (!disk || !disk.make_read_only()) {
    MESSAGE("left out: no disk can be mounted here");
    return;
  }
  CountingAgent agent(disk.path() / "var");
  auto run = agent.start();
  const auto exit = run.wait(20s);
  REQUIRE(exit);
  CHECK(exit->code != 0);
  CHECK(run.err().find("Read-only file system") != std::string::npos);
}

TEST_CASE(
    "a full disk from the start on: the agent starts, and keeps what came once there is room") {
  const SmallDisk disk;
  if (!disk) {
    MESSAGE("left out: no disk can be mounted here");
    return;
  }
  CountingAgent agent(disk.path() / "var");
  fs::create_directories(agent.state_dir);
  std::ofstream(agent.state_dir / "agent.lock").flush();
  disk.fill();
  auto run = agent.start();
  check_outage(agent, run, "the disk is full", [&] { disk.make_room(); });
}

TEST_CASE("a journal that is damaged while the agent is down is set aside, said, and replaced") {
  CountingAgent agent;
  {
    auto run = agent.start();
    REQUIRE(wait_until(30s, [&] { return agent.events("one") > 10; }));
    run.signal(SIGTERM);
    REQUIRE(run.wait(20s));
  }
  std::fstream(agent.journal, std::ios::in | std::ios::out | std::ios::binary)
      << "no database any more";
  auto run = agent.start();
  CHECK(run.wait_for_output("journal damaged: ", 30s));
  CHECK(wait_until(30s, [&] { return agent.events("one") > 10; }));
  const auto told = [&](const std::string& column) {
    return agent.number("select " + column + " from event where type = 'journal_damaged'");
  };
  CHECK(wait_until(30s, [&] { return told("count(*)") == 1; }));
  CHECK(told("severity = 4 and message like '%quarantined as journal.db.damaged-%'") == 1);
  CHECK(agent.agrees());
  CHECK(count(run.err(), ".damaged-") == 1);
}

TEST_CASE("a journal of a later version: the agent runs without one, and says why") {
  CountingAgent agent;
  {
    auto run = agent.start();
    REQUIRE(wait_until(30s, [&] { return agent.events("one") > 10; }));
    run.signal(SIGTERM);
    REQUIRE(run.wait(20s));
  }
  livetap::journal::Database(agent.journal, livetap::journal::Database::Mode::make)
      .run("pragma user_version = 9");
  REQUIRE(agent.number("pragma user_version") == 9);
  const auto events = agent.number("select count(*) from event");
  auto run = agent.start();
  CHECK(run.wait_for_output("made by a later version", 30s));
  CHECK(agent.grafana.wait_for([&] { return agent.number_of_sink("dropped_journal_off") > 10; },
                               30s));
  CHECK(agent.balanced());
  CHECK(agent.balanced("samples"));
  run.signal(SIGTERM);
  REQUIRE(run.wait(20s));
  CHECK(agent.number("select count(*) from event") == events);
  CHECK(agent.number("pragma user_version") == 9);
}
