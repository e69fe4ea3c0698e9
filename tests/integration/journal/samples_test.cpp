#include <doctest/doctest.h>

#include <csignal>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "agent/journal/journal_reader.hpp"
#include "integration/agent/running_agent.hpp"
#include "integration/journal/counting_agent.hpp"
#include "support/sanitized.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace livetap::journal;
using namespace std::chrono_literals;

namespace {

// Nobody listens there: the rows stay in the journal.
std::string every(const std::string& span) {
  return "history: {url: \"postgresql://livetap@127.0.0.1:1/livetap\", every: " + span + "}\n";
}

struct Samples {
  std::map<std::string, std::vector<SampleRow>> of;
  std::uint64_t damaged = 0;

  explicit Samples(const CountingAgent& agent) {
    JournalReader reader(agent.journal);
    REQUIRE_FALSE(reader.refresh().has_value());
    const auto last = reader.runs().back().last_sample;
    JournalPage<SampleRow> page;
    while (page.last < last) {
      REQUIRE_FALSE(reader.samples({page.last, last}, page).has_value());
      damaged += page.damaged;
      for (auto& row : page.rows) {
        of[row.shape->name].push_back(std::move(row));
      }
    }
  }

  bool times_rise(const std::string& measurement) const {
    const auto& rows = of.at(measurement);
    return std::adjacent_find(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
             return a.time >= b.time;
           }) == rows.end();
  }
};

std::int64_t samples(const CountingAgent& agent, const std::string& measurement) {
  return agent.number(
      "select count(*) from sample join shape on shape.id = sample.shape where measurement = '" +
      measurement + "'");
}

void end(ChildProcess& run, int signal) {
  run.signal(signal);
  REQUIRE(run.wait(20s));
}

}  // namespace

TEST_CASE("of each measurement, the agent's own included, one gather a slot is in the journal") {
  CountingAgent agent;
  agent.sections = every("1s");
  agent.set_events(1);
  auto run = agent.start();
  REQUIRE(wait_until(60s, [&] { return samples(agent, "first_counting") >= 8; }));
  CHECK(agent.grafana.wait_for([&] { return agent.number_of_sink("delivered", "samples") >= 20; },
                               30s));
  CHECK(agent.balanced("samples"));
  end(run, SIGTERM);
  const Samples all(agent);
  CHECK(all.damaged == 0);
  for (const auto* name : {"first_counting", "second_counting", "probe", "livetap"}) {
    CAPTURE(name);
    REQUIRE(all.of.contains(name));
    const auto& rows = all.of.at(name);
    CHECK(rows.size() >= 4);
    CHECK(all.times_rise(name));
    std::set<std::int64_t> slots;
    for (const auto& row : rows) {
      slots.insert(row.time.time_since_epoch() / 1s);
      CHECK(row.taken >= row.time);
    }
    CHECK(slots.size() == rows.size());
  }
  CHECK(all.of.at("first_counting")[0].shape->fields[0].kind == livetap::FieldKind::counter);
  CHECK(all.of.at("probe")[0].rows.size() >= 2);
}

TEST_CASE("without a history section a sample is kept each 10 s") {
  CountingAgent agent;
  auto run = agent.start();
  REQUIRE(wait_until(30s, [&] { return samples(agent, "second_counting") > 0; }));
  REQUIRE(wait_until(30s, [&] { return agent.events("two") > 60; }));
  end(run, SIGTERM);
  const auto kept = samples(agent, "second_counting");
  const auto runs = agent.events("two") / 3;
  CHECK(kept < runs / 3);
}

TEST_CASE("a reload changes how often, and nothing is restarted for it") {
  CountingAgent agent;
  agent.sections = every("1h");
  agent.set_events(1);
  auto run = agent.start();
  REQUIRE(wait_until(30s, [&] {
    return agent.number("select count(*) from running where measurement = 'first_counting'") == 1;
  }));
  CHECK(samples(agent, "first_counting") <= 1);
  agent.sections = every("1s");
  agent.set_events(1);
  run.signal(SIGHUP);
  CHECK(wait_until(30s, [&] { return samples(agent, "first_counting") >= 5; }));
  CHECK(run.err().find("restart the agent") == std::string::npos);
  CHECK(run.err().find("no probe changed") != std::string::npos);
  end(run, SIGTERM);
}

TEST_CASE("killed at any moment, an agent loses no sample that it called delivered") {
  CountingAgent agent;
  agent.sections = every("1s");
  agent.set_events(1);
  std::mt19937 random(20261125);
  double delivered = 0;
  for (int round = 0; round < 5; ++round) {
    const auto told = agent.grafana.message_count(channel("livetap"));
    auto run = agent.start();
    std::this_thread::sleep_for(std::chrono::milliseconds(2'500 + random() % 1'000));
    end(run, SIGKILL);
    if (agent.grafana.message_count(channel("livetap")) > told) {
      delivered += agent.number_of_sink("delivered", "samples");
    }
    const Samples all(agent);
    CHECK(all.damaged == 0);
    double kept = 0;
    for (const auto& [name, rows] : all.of) {
      CAPTURE(name);
      kept += static_cast<double>(rows.size());
      CHECK(all.times_rise(name));
    }
    CHECK(kept >= delivered);
  }
  CHECK(delivered > 0);
  CHECK(agent.number("select count(*) = max(id) from sample") == 1);  // none was ever taken back
  JournalReader reader(agent.journal);
  CHECK_FALSE(reader.refresh().has_value());
  CHECK(reader.runs().size() <= 5);
  CHECK(reader.runs().size() >= (is_sanitized ? 2 : 5));  // one that starts slowly opens no journal
}
