#include "agent/event/event_views.hpp"

#include <doctest/doctest.h>

#include "agent/event/event_shapes.hpp"
#include "unit/agent/event/sample_event.hpp"
#include "unit/agent/view/message_lines.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

/// The views, and the newest events that their table shows.
struct Viewed {
  explicit Viewed(std::size_t limit = 900 * 1024) : views(limit) {}

  void add(const Event& event, const ViewTime& now) {
    recent.add(event, now.wall);
    views.add(event, now.steady);
  }
  /// The lines of the message to that channel that is due now; none when there is none.
  std::vector<MessageLine> lines(const std::string& channel, const ViewTime& now) {
    for (const auto& message : views.due(recent, now)) {
      if (message.channel == channel) {
        return lines_of(*message.payload);
      }
    }
    return {};
  }

  RecentEvents recent;
  EventViews views;
};

std::int64_t ms(WallTime time) {
  return time.time_since_epoch().count();
}

}  // namespace

TEST_CASE("both shapes are sound, and have the same columns") {
  CHECK(schema_mistakes({event_rows_shape()}).empty());
  CHECK(schema_mistakes({event_table_shape()}).empty());
  const auto live = event_rows_shape();
  const auto table = event_table_shape();
  CHECK(table.fields.size() == live.fields.size() + live.tags.size());
}

TEST_CASE("an event is a row at once: labels type and service, its own time a field") {
  Viewed viewed;
  auto event = sample_event("sold", sample_now.wall - 90s);
  event.attributes = "{}";
  viewed.add(event, sample_now);
  const auto lines = viewed.lines("event", sample_now);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].name == "event");
  CHECK(lines[0].labels == "type=signal,service=shop");
  CHECK(lines[0].fields ==
        std::map<std::string, std::string>{{"at", std::to_string(ms(event.time))},
                                           {"probe", "\"trading\""},
                                           {"severity", "\"info\""},
                                           {"message", "\"sold\""},
                                           {"attributes", "\"{}\""}});
  CHECK(lines[0].time_ms == ms(sample_now.wall));
}

TEST_CASE("no two rows share a time, in a message or over many") {
  Viewed viewed;
  std::int64_t last = 0;
  for (int round = 0; round < 5; ++round) {
    const auto now = sample_now_plus(round * EventViews::live_gap);
    for (int i = 0; i < 150; ++i) {
      viewed.add(sample_event("sold"), now);
    }
    const auto lines = viewed.lines("event", now);
    REQUIRE(lines.size() == 150);
    for (const auto& line : lines) {
      CHECK(line.time_ms > last);
      last = line.time_ms;
    }
    CHECK(last == ms(now.wall));
  }
}

TEST_CASE("times of rows rise though the wall clock goes back a little") {
  Viewed viewed;
  viewed.add(sample_event("a"), sample_now);
  const auto before = viewed.lines("event", sample_now)[0].time_ms;
  auto later = sample_now_plus(1s);
  later.wall -= 30s;
  viewed.add(sample_event("b"), later);
  CHECK(viewed.lines("event", later)[0].time_ms == before + 1);
}

TEST_CASE("rows are dated now again as soon as a clock that was wrong by a day is put right") {
  Viewed viewed;
  auto wrong = sample_now;
  wrong.wall += 24h;
  viewed.add(sample_event("a"), wrong);
  viewed.lines("event", wrong);
  const auto later = sample_now_plus(1s);
  viewed.add(sample_event("b"), later);
  CHECK(viewed.lines("event", later)[0].time_ms == later.wall.time_since_epoch().count());
}

TEST_CASE("what comes within 200 ms of a message goes with the next one") {
  Viewed viewed;
  viewed.add(sample_event("a"), sample_now);
  CHECK(viewed.lines("event", sample_now).size() == 1);
  for (const auto* message : {"b", "c"}) {
    viewed.add(sample_event(message), sample_now_plus(50ms));
    CHECK(viewed.lines("event", sample_now_plus(50ms)).empty());
  }
  CHECK(viewed.views.next_due() == sample_now.steady + 200ms);
  const auto lines = viewed.lines("event", sample_now_plus(200ms));
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].fields.at("message") == "\"b\"");
  CHECK(lines[1].fields.at("message") == "\"c\"");
}

TEST_CASE("a flood fills the live channel with 1,000 rows a second and no more, counted") {
  Viewed viewed;
  std::size_t rows = 0;
  for (int i = 0; i < 50; ++i) {
    const auto now = sample_now_plus(i * EventViews::live_gap);
    for (int k = 0; k < 1000; ++k) {
      viewed.add(sample_event("x"), now);
    }
    rows += viewed.lines("event", now).size();
  }
  CHECK(rows == doctest::Approx(1000 + 9.8 * 1000).epsilon(0.001));
  CHECK(rows + viewed.views.live_left_out() == 50'000);
}

TEST_CASE("of what a message does not hold the newest stay, and the rest is counted") {
  Viewed viewed(1000);
  for (int i = 0; i < 50; ++i) {
    viewed.add(sample_event(std::to_string(i)), sample_now);
  }
  const auto lines = viewed.lines("event", sample_now);
  CHECK(lines.size() < 20);
  CHECK(lines.back().fields.at("message") == "\"49\"");
  CHECK(lines.front().fields.at("message") == "\"" + std::to_string(50 - lines.size()) + "\"");
  CHECK(viewed.views.live_left_out() == 50 - lines.size());
}

TEST_CASE("the table has the newest 200, newest first, every column a field") {
  Viewed viewed;
  for (int i = 0; i < 250; ++i) {
    viewed.add(sample_event(std::to_string(i), sample_now.wall + Milliseconds(i)), sample_now);
  }
  const auto lines = viewed.lines("event_table", sample_now);
  REQUIRE(lines.size() == 200);
  CHECK(lines[0].labels.empty());
  CHECK(lines[0].fields ==
        std::map<std::string, std::string>{{"at", std::to_string(ms(sample_now.wall + 249ms))},
                                           {"probe", "\"trading\""},
                                           {"service", "\"shop\""},
                                           {"type", "\"signal\""},
                                           {"severity", "\"info\""},
                                           {"message", "\"249\""},
                                           {"attributes", "\"\""},
                                           {"age_s", "0"}});
  CHECK(lines[199].fields.at("message") == "\"50\"");
  CHECK(lines[199].time_ms == ms(sample_now.wall) - 1);
}

TEST_CASE("tables follow each other a second apart, and only when something happened") {
  Viewed viewed;
  viewed.add(sample_event("a"), sample_now);
  CHECK(viewed.lines("event_table", sample_now).size() == 1);
  CHECK_FALSE(viewed.views.next_due().has_value());
  viewed.add(sample_event("b"), sample_now_plus(300ms));
  CHECK(viewed.lines("event_table", sample_now_plus(999ms)).empty());
  CHECK(viewed.views.next_due() == sample_now.steady + 1s);
  CHECK(viewed.lines("event_table", sample_now_plus(1000ms)).size() == 2);
}

TEST_CASE("a table without events is one row of nothing, so that its channel is there") {
  Viewed viewed;
  viewed.views.refresh();
  const auto lines = viewed.lines("event_table", sample_now);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].fields.at("at") == "\"NaN\"");
  CHECK(lines[0].fields.size() == 8);
}
