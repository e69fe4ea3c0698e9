#include <doctest/doctest.h>

#include <vector>

#include "agent/change/field_watch.hpp"
#include "agent/run/pipeline.hpp"
#include "agent/web/panel.hpp"
#include "unit/agent/view/message_lines.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t last = WindowRings::points - 1;

Measurement service() {
  Measurement shape;
  shape.name = "service";
  shape.fields.resize(2);
  shape.fields[0].name = "up";
  shape.fields[0].type = FieldType::boolean;
  shape.fields[0].fail_if_false = true;
  shape.fields[0].event_true = "service_up";
  shape.fields[0].event_false = "service_down";
  shape.fields[0].trend = true;
  shape.fields[1].name = "number";
  shape.fields[1].type = FieldType::i64;
  shape.fields[1].kind = FieldKind::counter;
  shape.fields[1].trend = true;
  return shape;
}

/// A machine whose wall clock steps, and one measurement on its way through the agent: batches are
/// stamped with the clock as it is, each a second after the last.
struct Machine {
  explicit Machine(WindowArchive earlier_windows = {}) : earlier(std::move(earlier_windows)) {
    pipeline.add_probe(0, {"services", 1s, 1h}, {service()});
    panel.restore(earlier);
  }

  void batch(bool up = true) {
    now.steady += 1s;
    now.wall += 1s;
    Gather gather;
    gather.time = now.wall;
    gather.rows = RowBlock(0, 2);
    gather.rows.begin_row();
    gather.rows.add(up);
    gather.rows.add(++number);
    const auto routed = pipeline.accept(0, gather, now);
    panel.take(*routed.snapshot);
    watch.see(*routed.snapshot, events);
    pipeline.on_timer(now);
  }
  void batches(int count) {
    while (count-- > 0) {
      batch();
    }
  }

  std::int64_t now_ms() const { return now.wall.time_since_epoch().count(); }
  /// The last line of the newest message.
  MessageLine newest(const std::string& channel) const {
    return lines_of(messages.at(channel)).back();
  }
  std::string saved() const {
    WindowArchive archive;
    pipeline.save(archive, 0);
    panel.save(archive);
    return archive.encode();
  }
  /// How many of the last points of the page's chart have a value.
  std::size_t charted() const {
    std::size_t count = 0;
    while (count <= last && panel.window()->rings().number(0, 1, last - count)) {
      ++count;
    }
    return count;
  }
  /// The same of the channel.
  std::size_t windowed() const {
    const auto lines = lines_of(messages.at("service_5m"));
    std::size_t count = 0;
    for (auto line = lines.rbegin(); line != lines.rend() && line->fields.contains("number");
         ++line) {
      ++count;
    }
    return count;
  }
  void check_all_of_now() const {
    const auto step_ms = now_ms() - now_ms() % 2000;
    const auto text = std::to_string(number);
    CHECK(newest("service").time_ms == now_ms());
    CHECK(newest("service").fields.at("number") == text);
    CHECK(newest("service_5m").time_ms == step_ms);
    CHECK(newest("service_5m").fields.at("number") == text);
    CHECK(newest("service_table").time_ms == now_ms() - 1);
    CHECK(newest("service_table").fields.at("number") == text);
    CHECK(newest("service_table").fields.at("age_s") == "0");
    CHECK(panel.window()->rings().time(last).time_since_epoch() == Milliseconds(step_ms));
    CHECK(panel.window()->rings().number(0, 1, last) == static_cast<double>(number));
  }

  Moment now{SteadyTime{std::chrono::hours(1)}, WallTime{1'700'000'000'000ms}};
  WindowArchive earlier;
  std::map<std::string, std::string> messages;  // the newest of each channel
  Pipeline pipeline{{{"5m", 5min}},
                    [this](ViewMessage&& message) { messages[message.channel] = *message.payload; },
                    earlier};
  web::Panel panel{"services", service(), 1s};
  FieldWatch watch{service(), {"services", {2, 2}, 1h}};
  std::vector<Event> events;
  std::int64_t number = 0;
};

}  // namespace

TEST_CASE("a clock that is wrong by an hour or a day for one batch leaves nothing behind") {
  for (const auto wrong : {1h, -1h, 24h, -24h}) {
    CAPTURE(wrong.count());
    Machine machine;
    machine.batches(10);
    machine.now.wall += wrong;
    machine.batch();
    machine.check_all_of_now();
    machine.now.wall -= wrong;
    machine.batch();
    machine.check_all_of_now();
    machine.batches(10);
    machine.check_all_of_now();
    CHECK(machine.charted() >= 5);
    CHECK(machine.windowed() == machine.charted());
  }
}

TEST_CASE("a clock that stays wrong draws as many steps as a right one") {
  for (const auto wrong : {24h, -1h, -24h}) {
    CAPTURE(wrong.count());
    Machine machine;
    machine.batches(10);
    machine.now.wall += wrong;
    machine.batches(40);
    machine.check_all_of_now();
    CHECK(machine.charted() >= 20);
    CHECK(machine.windowed() == machine.charted());
  }
}

TEST_CASE("a step back moves the window with it, a step ahead begins it anew") {
  Machine machine;
  machine.batches(100);
  REQUIRE(machine.charted() == 51);
  machine.now.wall -= 24h;
  machine.batch();
  CHECK(machine.charted() == 51);
  machine.now.wall += 24h;
  machine.batch();
  CHECK(machine.charted() == 1);
}

TEST_CASE("a step of a second either way costs a chart two steps at most") {
  Machine machine;
  machine.batches(100);
  for (const auto step : {1s, -1s, -1s, 1s}) {
    machine.now.wall += step;
    machine.batches(10);
    CHECK(machine.newest("service").time_ms >= machine.now_ms());
    CHECK(machine.newest("service").time_ms <= machine.now_ms() + 1000);
  }
  const auto& rings = machine.panel.window()->rings();
  std::size_t holes = 0;
  for (std::size_t point = last - 60; point <= last; ++point) {
    holes += rings.number(0, 1, point) ? 0 : 1;
  }
  CHECK(holes <= 2);
}

TEST_CASE("a change needs as many batches as ever, and its event is dated by the clock of now") {
  for (const std::chrono::seconds wrong : {1s, -1s, 86400s, -86400s}) {
    CAPTURE(wrong.count());
    Machine machine;
    machine.batches(10);
    machine.now.wall += wrong;
    machine.batch(false);
    CHECK(machine.events.empty());
    machine.batch(false);
    REQUIRE(machine.events.size() == 1);
    CHECK(machine.events[0].type == "service_down");
    CHECK(machine.events[0].time >= machine.now.wall);
    CHECK(machine.events[0].time <= machine.now.wall + 1min);
    machine.now.wall -= wrong;
    machine.batches(2);
    REQUIRE(machine.events.size() == 2);
    CHECK(machine.events[1].type == "service_up");
    CHECK(machine.events[1].message.find("was down for 2 s") != std::string::npos);
    CHECK(machine.events[1].time >= machine.now.wall);
    CHECK(machine.events[1].time <= machine.now.wall + 1min);
  }
}

TEST_CASE("windows and charts saved by a clock a day ahead go on when it is put right") {
  Machine before;
  before.now.wall += 24h;
  before.batches(20);
  Machine after(*WindowArchive::decode(before.saved()));
  after.number = before.number;
  after.now.wall += 20s;
  after.batch();
  after.check_all_of_now();
  CHECK(after.charted() >= 10);
  CHECK(after.windowed() == after.charted());
  after.batches(10);
  after.check_all_of_now();
}

TEST_CASE(
    "windows and charts restored under a clock a day behind go on, and when it is put right") {
  Machine before;
  before.batches(20);
  Machine after(*WindowArchive::decode(before.saved()));
  after.number = before.number;
  after.now.wall -= 24h;
  after.batch();
  after.check_all_of_now();
  CHECK(after.charted() >= 10);
  after.now.wall += 24h;
  after.batches(10);
  after.check_all_of_now();
  CHECK(after.charted() >= 5);
}
