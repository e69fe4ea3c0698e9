#include "agent/event/event_log.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "unit/agent/event/sample_event.hpp"
#include "unit/agent/view/message_lines.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

struct Logged {
  std::vector<ViewMessage> messages;
  std::vector<std::pair<std::string, Commit>> kept;
  EventLog log;

  Logged() : Logged([this](ViewMessage&& message) { messages.push_back(std::move(message)); }) {}
  explicit Logged(EventLog::Push push)
      : log(secrets(), std::move(push), [this](const std::string& owner, Commit&& commit) {
          kept.emplace_back(owner, std::move(commit));
        }) {}

  static SecretMask secrets() {
    SecretMask mask;
    mask.add("marker");
    return mask;
  }
  static Commit commit(std::size_t events) {
    Commit commit;
    commit.state = {{"cursor", "7"}};
    for (std::size_t i = 0; i < events; ++i) {
      auto event = sample_event(std::to_string(i));
      event.probe.clear();
      commit.events.push_back(std::move(event));
    }
    return commit;
  }
  std::vector<MessageLine> lines(const std::string& channel) const {
    const auto newest = std::find_if(messages.rbegin(), messages.rend(), [&](const auto& message) {
      return message.channel == channel;
    });
    return newest == messages.rend() ? std::vector<MessageLine>{} : lines_of(*newest->payload);
  }
};

}  // namespace

TEST_CASE("a commit is shown and kept as one, and its events know their probe") {
  Logged logged;
  logged.log.take("trading", Logged::commit(2), sample_now);
  REQUIRE(logged.kept.size() == 1);
  CHECK(logged.kept[0].first == "trading");
  CHECK(logged.kept[0].second.state.size() == 1);
  REQUIRE(logged.kept[0].second.events.size() == 2);
  CHECK(logged.kept[0].second.events[1].probe == "trading");
  CHECK(logged.lines("event").size() == 2);
  CHECK(logged.lines("event_table").size() == 2);
}

TEST_CASE("the agent's own events name the probe that they are about") {
  Logged logged;
  auto event = sample_event("down");
  event.probe = "rabbitmq";
  logged.log.take("", {{event}, {{"queue/orders", "lagging"}}}, sample_now);
  CHECK(logged.kept[0].first.empty());
  CHECK(logged.kept[0].second.events[0].probe == "rabbitmq");
}

TEST_CASE("state alone is kept and shows nothing; an empty commit is nothing") {
  Logged logged;
  logged.log.take("trading", Logged::commit(0), sample_now);
  logged.log.take("trading", {}, sample_now);
  CHECK(logged.kept.size() == 1);
  CHECK(logged.messages.empty());
  CHECK_FALSE(logged.log.next_due().has_value());
}

TEST_CASE("no secret gets into an event") {
  Logged logged;
  auto event = sample_event("refused: marker");
  event.service = "marker";
  event.type = "a_marker";
  event.attributes = R"({"url": "http://u:marker@host"})";
  logged.log.take("trading", {{event}, {}}, sample_now);
  const auto& kept = logged.kept[0].second.events[0];
  CHECK((kept.message + kept.service + kept.type + kept.attributes).find("marker") ==
        std::string::npos);
  for (const auto& message : logged.messages) {
    CHECK(message.payload->find("marker") == std::string::npos);
  }
}

TEST_CASE("a secret that comes by a reload is masked, too") {
  Logged logged;
  SecretMask mask;
  mask.add("another");
  logged.log.set_secrets(mask);
  logged.log.take("trading", {{sample_event("refused: another")}, {}}, sample_now);
  CHECK(logged.kept[0].second.events[0].message == "refused: ***");
}

TEST_CASE("what was known before the start is in the table, newest first") {
  Logged logged;
  logged.log.begin(
      {sample_event("b", sample_now.wall - 1s), sample_event("a", sample_now.wall - 2s)},
      sample_now);
  CHECK(logged.lines("event").empty());
  logged.log.take("trading", {{sample_event("c")}, {}}, sample_now_plus(10ms));
  logged.log.on_timer(sample_now_plus(1000ms));
  const auto lines = logged.lines("event_table");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].fields.at("message") == "\"c\"");
  CHECK(lines[2].fields.at("message") == "\"a\"");
}

TEST_CASE("a probe may bring 20,000 events at once and 10,000 a second; its state is kept anyway") {
  Logged logged;
  for (int second = 0; second < 4; ++second) {
    logged.log.take("trading", Logged::commit(20'000), sample_now_plus(second * 1000ms));
  }
  std::size_t kept = 0;
  for (const auto& [owner, commit] : logged.kept) {
    kept += commit.events.size();
    CHECK(commit.state.size() == 1);
  }
  CHECK(kept == 20'000 + 3 * 10'000);
  CHECK(logged.log.counters().taken == 80'000);
  CHECK(logged.log.counters().flood == 80'000 - kept);
  CHECK(logged.log.take_floods() == std::map<std::string, bool>{{"trading", true}});
  CHECK(logged.log.take_floods() == std::map<std::string, bool>{{"trading", false}});
}

TEST_CASE("one probe's flood costs the others nothing") {
  Logged logged;
  logged.log.take("trading", Logged::commit(25'000), sample_now);
  logged.log.take("market", Logged::commit(100), sample_now);
  CHECK(logged.kept.back().second.events.size() == 100);
  CHECK(logged.log.take_floods() ==
        std::map<std::string, bool>{{"market", false}, {"trading", true}});
}

TEST_CASE("what a worker had to drop is offered and flooded, so that the sums hold") {
  Logged logged;
  logged.log.take("trading", Logged::commit(100), sample_now);
  logged.log.note_dropped("trading", 40);
  CHECK(logged.log.counters().taken == 140);
  CHECK(logged.log.counters().flood == 40);
  CHECK(logged.log.take_floods() == std::map<std::string, bool>{{"trading", true}});
}

TEST_CASE("without a Grafana events are kept and no message is made") {
  Logged logged{EventLog::Push()};
  logged.log.begin({}, sample_now);
  for (int i = 0; i < 100; ++i) {
    logged.log.take("trading", Logged::commit(100), sample_now);
  }
  CHECK(logged.kept.size() == 100);
  CHECK_FALSE(logged.log.next_due().has_value());
  CHECK(logged.log.counters().live_left_out == 0);
}
