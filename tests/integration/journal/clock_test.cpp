#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <csignal>
#include <fstream>
#include <iterator>

#include "integration/agent/agent_process.hpp"
#include "integration/agent/running_agent.hpp"
#include "integration/journal/counting_agent.hpp"
#include "support/fake_clock.hpp"
#include "support/http_request.hpp"
#include "support/sanitized.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

constexpr auto day = 24h;
// What "at once" may take on a busy machine; a clock that is waited for would take the whole step.
constexpr auto at_once = 30s;
// How far what is dated now may be from now: the times of a measurement rise through a step back of
// up to a minute.
constexpr std::int64_t near_ms = 75'000;

bool is_preloaded(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/environ", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return text.find("LD_PRELOAD=") != std::string::npos;
}

// The agent with a wall clock of its own, all others with the real one.
class SteppedAgent {
 public:
  SteppedAgent() {
    agent.http = "127.0.0.1:0";
    agent.windows = "[1m, 1h]";
    agent.sections = "history: {url: \"postgresql://livetap@127.0.0.1:1/livetap\", every: 1s}\n";
    agent.set_events(1);
  }

  ChildProcess start() {
    auto run = agent.start(clock.environment());
    constexpr std::string_view mark = "status page: ";
    REQUIRE(run.wait_for_output("status page: http", 30s));
    REQUIRE(run.wait_for_output("/\n", 30s));
    const auto log = run.err();
    const auto at = log.find(mark) + mark.size();
    page = log.substr(at, log.find('\n', at) - at);
    return run;
  }

  bool is_near(std::int64_t time_ms) const { return std::abs(clock.now_ms() - time_ms) < near_ms; }

  // The newest time of a channel's newest message.
  std::optional<std::int64_t> newest_of(const std::string& name) {
    const auto message = agent.grafana.newest(channel(name));
    return message && message->frame.rows() > 0 ? std::optional(message->frame.times_ms.back())
                                                : std::nullopt;
  }
  // Whether messages dated at the agent's now come, and go on.
  bool goes_on(const std::string& name) {
    REQUIRE(wait_until(at_once, [&] {
      const auto newest = newest_of(name);
      return newest && is_near(*newest);
    }));
    const auto first = *newest_of(name);
    return wait_until(at_once, [&] { return *newest_of(name) > first; });
  }

  // The last two points of the status page's chart have values: it has moved on by a step.
  bool chart_goes_on() const {
    const auto ask = [this] { return json::parse(http_request(page + series).body); };
    const auto newest = [](const json::value& answer) {
      const auto step = answer.at("step_ms").to_number<std::int64_t>();
      return answer.at("first_point_ms").to_number<std::int64_t>() + 149 * step;
    };
    std::int64_t first = 0;
    return wait_until(at_once,
                      [&] {
                        first = newest(ask());
                        return is_near(first);
                      }) &&
           wait_until(at_once, [&] {
             const auto answer = ask();
             const auto& values = answer.at("series").at(0).at("values").at("next").as_array();
             return newest(answer) >= first + 4'000 && values.size() == 150 &&
                    values[149].is_number() && values[148].is_number();
           });
  }

  // What the status page says of ages: of the agent, and of each probe's last batch.
  bool ages_are_right() const {
    const auto status = json::parse(http_request(page + "api/status").body);
    const auto ms = [](const json::value& value) { return value.to_number<std::int64_t>(); };
    const auto now = ms(status.at("time_ms"));
    bool right = is_near(now) && now - ms(status.at("started_ms")) < 3'600'000;
    for (const auto& probe : status.at("probes").as_array()) {
      right = right && std::abs(now - ms(probe.at("last_gather_ms"))) < near_ms;
    }
    return right;
  }

  // How many rows dated near the agent's now `agent --history` prints.
  std::size_t kept() const {
    const auto run = run_agent({"--config", agent.folder / "agent.yaml", "--history",
                                "first_counting", "--since", "48h", "--format", "json"});
    const auto answer = json::parse(run.out);
    std::size_t count = 0;
    for (const auto& row : answer.at("rows").as_array()) {
      count += is_near(row.at("time").to_number<std::int64_t>()) ? 1 : 0;
    }
    return count;
  }

  CountingAgent agent;
  FakeClock clock;
  std::string page;

 private:
  static constexpr auto* series = "api/series?measurement=first_counting";
};

}  // namespace

TEST_CASE("a wall clock that steps stops nothing, and what is put right goes on at once" *
          doctest::skip(is_sanitized)) {
  SteppedAgent stepped;
  auto& agent = stepped.agent;
  auto run = stepped.start();
  REQUIRE(wait_until(60s, [&] { return agent.events("one") > 0; }));

  // Only the agent's clock is another: the worker dates its events by the real one.
  stepped.clock.set_ahead(day);
  CHECK(wait_until(
      at_once, [&] { return agent.number("select max(taken - time) from event") > 86'000'000; }));
  CHECK(is_preloaded(run.pid()));
  for (const auto child : run.descendants()) {
    CHECK_FALSE(is_preloaded(child));
  }

  for (const std::chrono::milliseconds ahead :
       {std::chrono::milliseconds(day), 0ms, std::chrono::milliseconds(-day), 0ms, 1000ms, 0ms,
        -1000ms, 0ms}) {
    CAPTURE(ahead.count());
    const auto samples = agent.number("select count(*) from sample");
    stepped.clock.set_ahead(ahead);
    const auto before = stepped.kept();
    for (const std::string name : {"first_counting", "second_counting_1m", "first_counting_table",
                                   "probe", "livetap_1m", "event", "event_table"}) {
      CAPTURE(name);
      CHECK(stepped.goes_on(name));
    }
    CHECK(stepped.chart_goes_on());
    CHECK(stepped.ages_are_right());
    CHECK(wait_until(
        at_once, [&] { return stepped.kept() >= before + 3; }, 300ms));
    CHECK(agent.number("select count(*) from sample") >= samples + 12);
  }
  run.signal(SIGTERM);
  REQUIRE(run.wait(20s));
  CHECK(agent.grafana.rejected().empty());
  CHECK(agent.balanced());
  CHECK(agent.balanced("samples"));
}
