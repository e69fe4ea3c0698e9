#include "agent/worker/outbox.hpp"

#include <doctest/doctest.h>

#include "agent/worker/limits.hpp"
#include "sample_messages.hpp"

using namespace livetap;
using namespace livetap::worker;

namespace {

Message next(Outbox& outbox) {
  const auto frame = outbox.take();
  REQUIRE(!frame.empty());
  return *decode(std::string_view(frame).substr(4));
}

}  // namespace

TEST_CASE("messages leave in the order in which they came") {
  Outbox outbox;
  outbox.put(sample_gather());
  outbox.put_answer(Collected{1, std::nullopt, {}});
  CHECK(std::holds_alternative<Gathered>(next(outbox)));
  CHECK(std::holds_alternative<Collected>(next(outbox)));
  CHECK(outbox.take().empty());
}

TEST_CASE("of unsent gathers the newest stays, with the events of all and the last state") {
  Outbox outbox;
  outbox.put(sample_gather());
  auto newer = sample_gather();
  newer.gather.took = Milliseconds(99);
  newer.gather.dropped_rows = 0;
  newer.commit.state[0].second = "18";
  outbox.put(std::move(newer));
  const auto sent = std::get<Gathered>(next(outbox));
  CHECK(sent.gather.took == Milliseconds(99));
  CHECK(sent.gather.dropped_rows == 9);  // 7 that were dropped before, 2 in the older gather
  CHECK(sent.commit.events.size() == 2);
  CHECK(sent.commit.state == std::vector<std::pair<std::string, std::string>>{{"cursor", "18"}});
  CHECK(outbox.take().empty());
}

TEST_CASE(
    "beyond a thousand events of unsent batches the newer ones go with their state, counted") {
  Outbox outbox;
  for (int i = 0; i < 3; ++i) {
    auto gathered = sample_gather();
    gathered.dropped_events = 0;
    gathered.commit.events.resize(600);
    gathered.commit.state[0].second = std::to_string(600 * (i + 1));
    outbox.put(std::move(gathered));
  }
  const auto sent = std::get<Gathered>(next(outbox));
  CHECK(sent.commit.events.size() == 600);
  CHECK(sent.commit.state == std::vector<std::pair<std::string, std::string>>{{"cursor", "600"}});
  CHECK(sent.dropped_events == 1'200);
}

TEST_CASE("events of unsent batches never outgrow a frame: the newer ones go with their state") {
  Outbox outbox;
  for (int i = 0; i < 10; ++i) {
    Gathered gathered;
    gathered.gather.rows = RowBlock(0, 1);
    gathered.gather.rows.begin_row();
    gathered.gather.rows.add(std::string_view(std::string(7u << 20, 'x')));
    gathered.commit.events.resize(45);
    for (auto& event : gathered.commit.events) {
      event.attributes.assign(max_text_bytes, 'a');
    }
    gathered.commit.state = {{"cursor", std::to_string(i)}};
    outbox.put(std::move(gathered));
  }
  const auto frame = outbox.take();
  CHECK(frame.size() <= max_frame_bytes);
  const auto sent = std::get<Gathered>(*decode(std::string_view(frame).substr(4)));
  CHECK(sent.commit.events.size() == 45);
  CHECK(sent.commit.state == std::vector<std::pair<std::string, std::string>>{{"cursor", "0"}});
  CHECK(sent.dropped_events == 9 * 45);
}

TEST_CASE("the events that wait are known until they are taken") {
  Outbox outbox;
  auto gathered = sample_gather();
  gathered.commit.events.resize(3);
  gathered.commit.events[2].attributes.assign(1'000, 'a');
  outbox.put(std::move(gathered));
  CHECK(outbox.waiting_events().count == 3);
  CHECK(outbox.waiting_events().bytes >= 1'000);
  outbox.take();
  CHECK(outbox.waiting_events().count == 0);
  CHECK(outbox.waiting_events().bytes == 0);
}

TEST_CASE("log lines beyond the rate are dropped and counted, answers never") {
  Outbox outbox;
  for (int i = 0; i < 10'000; ++i) {
    outbox.log(Severity::info, "again");
  }
  outbox.put_answer(Alive{});
  int lines = 0;
  Message message = next(outbox);
  for (; std::holds_alternative<Log>(message); message = next(outbox)) {
    ++lines;
  }
  CHECK(lines <= static_cast<int>(max_outbox_log_lines));
  CHECK(std::holds_alternative<Alive>(message));
}

TEST_CASE("gathers of many measurements that nobody reads stay within the bound") {
  Outbox outbox;
  for (std::uint32_t i = 0; i < 100; ++i) {
    Gathered gathered;
    gathered.gather.measurement = i;
    gathered.gather.rows = RowBlock(0, 1);
    gathered.gather.rows.begin_row();
    gathered.gather.rows.add(std::string_view(std::string(1u << 20, 'x')));
    outbox.put(std::move(gathered));
  }
  std::size_t bytes = 0;
  int failed = 0;
  for (auto frame = outbox.take(); !frame.empty(); frame = outbox.take()) {
    bytes += frame.size();
    const auto message = decode(std::string_view(frame).substr(4));
    failed += std::get<Gathered>(*message).gather.error ? 1 : 0;
  }
  CHECK(bytes <= max_outbox_bytes + 100'000);
  CHECK(failed >= 60);
}
