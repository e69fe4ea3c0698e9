#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <csignal>
#include <sstream>

#include "integration/agent/agent_process.hpp"
#include "integration/journal/counting_agent.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

AgentRun history(const CountingAgent& agent, std::vector<std::string> words) {
  words.insert(words.begin(), {"--config", agent.folder / "agent.yaml", "--history"});
  return run_agent(words);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

TEST_CASE("--history shows what happened, beside the running agent and without one") {
  CountingAgent agent;
  agent.sections = "history: {url: \"postgresql://livetap@127.0.0.1:1/livetap\", every: 1s}\n";
  agent.set_events(2);
  auto run = agent.start();
  const auto kept =
      "select count(*) from sample join shape on shape.id = sample.shape "
      "where measurement = 'first_counting'";
  REQUIRE(wait_until(60s, [&] { return agent.number(kept) >= 3; }));

  const auto beside = history(agent, {"first_counting", "--format", "json"});
  CHECK(beside.status == 0);
  const auto answer = boost::json::parse(beside.out);
  CHECK(answer.at("measurement").as_string() == "first_counting");
  const auto& rows = answer.at("rows").as_array();
  REQUIRE(rows.size() >= 3);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    CHECK(rows[i].at("time").as_int64() > rows[i - 1].at("time").as_int64());
    CHECK(rows[i].at("fields").at("next").as_int64() >
          rows[i - 1].at("fields").at("next").as_int64());
  }
  run.signal(SIGTERM);
  REQUIRE(run.wait(20s));

  const auto table = history(agent, {"probe", "--since", "10m"});
  CHECK(table.status == 0);
  CHECK(lines_of(table.out)[0].starts_with("time                      probe"));
  CHECK(table.out.find("counting") != std::string::npos);

  const auto csv = history(agent, {"first_counting", "--format", "csv"});
  CHECK(csv.status == 0);
  CHECK(csv.out.starts_with("time,next\r\n"));
  CHECK(static_cast<std::int64_t>(lines_of(csv.out).size()) == agent.number(kept) + 1);

  const auto events = history(agent, {"event", "--format", "json"});
  CHECK(events.status == 0);
  const auto all = boost::json::parse(events.out);
  const auto& happened = all.at("rows").as_array();
  CHECK(static_cast<std::int64_t>(happened.size()) == agent.number("select count(*) from event"));
  CHECK(happened[0].at("tags").at("type").as_string() == "counted");
  CHECK(happened[0].at("fields").at("severity").as_string() == "info");
  CHECK(happened[0].at("fields").at("attributes").at("number").is_int64());
}

TEST_CASE("--history says in words what is wrong, and what there is") {
  CountingAgent agent;
  const auto none = history(agent, {"first_counting"});
  CHECK(none.status == 1);
  CHECK(none.err.find("journal.db is not there") != std::string::npos);
  auto run = agent.start();
  REQUIRE(wait_until(30s, [&] {
    return agent.number("select count(distinct measurement) from shape") >= 4 &&
           agent.number("select count(*) from event") > 0;
  }));
  run.signal(SIGTERM);
  REQUIRE(run.wait(20s));

  const auto near = history(agent, {"first_countin"});
  CHECK(near.status == 1);
  CHECK(near.out.empty());
  CHECK(near.err.find("did you mean 'first_counting'?") != std::string::npos);
  const auto far = history(agent, {"zebra"});
  CHECK(far.err.find("known here: event, first_counting, livetap, probe, second_counting") !=
        std::string::npos);

  const auto empty = history(agent, {"first_counting", "--since", "1ms"});
  CHECK(empty.status == 0);
  CHECK(empty.out == "time  next\n");
  CHECK(empty.err.find("no rows of first_counting in the last 1ms") != std::string::npos);
  CHECK(history(agent, {"first_counting", "--since", "soon"}).status == 2);
}
