#include "agent/view/window_view.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <set>

#include "unit/agent/view/message_lines.hpp"
#include "unit/agent/view/source.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

struct Window {
  explicit Window(Milliseconds interval = 1s, BudgetLimits limits = {},
                  Measurement shape = queue_measurement())
      : source(std::move(shape)),
        busyness(source.measurement),
        budget(limits),
        options{{{"5m", 5min}}, interval},
        view(source.measurement, options.windows[0], options, budget) {}

  std::optional<ViewMessage> message(const Snapshot& snapshot) {
    if (!snapshot.error) {
      busyness.update(snapshot.rows, snapshot.at);
    }
    view.take(snapshot, busyness);
    return view.message(busyness, source.now);
  }

  Source source;
  Busyness busyness;
  Budget budget;
  ViewOptions options;
  WindowView view;
};

/// The values of one field of one series, oldest first; "" for null.
std::vector<std::string> course(const ViewMessage& message, const std::string& labels,
                                const std::string& field) {
  std::vector<std::string> values;
  for (const auto& line : lines_of(*message.payload)) {
    if (line.labels == labels) {
      const auto at = line.fields.find(field);
      const bool none = at == line.fields.end() || at->second == "\"NaN\"";
      values.push_back(none ? "" : at->second);
    }
  }
  return values;
}

void check_whole(const ViewMessage& message) {
  std::map<std::string, std::vector<std::int64_t>> times;
  const auto lines = lines_of(*message.payload);
  CHECK(lines.size() == message.rows);
  for (const auto& line : lines) {
    times[line.labels].push_back(line.time_ms);
  }
  const auto& grid = times.begin()->second;
  CHECK(grid.size() == 150);
  for (std::size_t i = 0; i < grid.size(); ++i) {
    CHECK(grid[i] == grid[0] + static_cast<std::int64_t>(i) * 2000);
  }
  CHECK(grid[0] % 2000 == 0);
  for (const auto& [labels, own] : times) {
    CHECK(own == grid);
  }
  CHECK(lines.front().fields.size() == 4);
}

Measurement wide_measurement(int fields) {
  Measurement measurement;
  measurement.name = "wide";
  measurement.tags = {"queue"};
  for (int i = 0; i < fields; ++i) {
    Field field;
    field.name = "a_rather_long_field_name_" + std::to_string(i);
    measurement.fields.push_back(field);
  }
  return measurement;
}

Source::Fill wide_rows(int count, int fields, int round) {
  return [=](RowBlock& rows) {
    for (int i = 0; i < count; ++i) {
      rows.begin_row();
      rows.add_tag("q" + std::to_string(i));
      for (int field = 0; field < fields; ++field) {
        rows.add(i + field + 0.001 * round);
      }
    }
  };
}

}  // namespace

TEST_CASE("a window is whole from the first gather on") {
  Window window;
  for (int round = 0; round < 400; ++round) {
    const auto message = window.message(window.source.good(queue_rows(2, round)));
    REQUIRE(message.has_value());
    CHECK(message->channel == "queue_5m");
    if (round % 37 == 0) {
      check_whole(*message);
    }
    window.source.pass(1s);
  }
}

TEST_CASE("a window takes the fields with a trend, bools as numbers") {
  Window window;
  window.message(window.source.good(queue_rows(1, 1)));
  window.source.pass(1s);
  const auto message = window.message(window.source.good(queue_rows(1, 2)));
  REQUIRE(message.has_value());
  CHECK(course(*message, "queue=q0", "depth").back() == "1.5");
  CHECK(course(*message, "queue=q0", "total").back() == "2000");
  CHECK(course(*message, "queue=q0", "busy").back() == "1");
  CHECK(course(*message, "queue=q0", "rate").back() == "0.15");
  CHECK(message->payload->find("note") == std::string::npos);
  CHECK(message->payload->find("queue_5m,") == 0);
}

TEST_CASE("a text takes part when it is worth a trend") {
  auto shape = queue_measurement();
  shape.fields[4].trend = true;
  Window window(1s, {}, shape);
  const auto message = window.message(window.source.good(queue_rows(1, 1)));
  REQUIRE(message.has_value());
  CHECK(course(*message, "queue=q0", "note").back() == "\"fine\"");
  CHECK(course(*message, "queue=q0", "note").front() == "\"\"");
}

TEST_CASE("a measurement without a trend has no window") {
  auto shape = queue_measurement();
  CHECK(WindowView::has_fields(shape));
  for (auto& field : shape.fields) {
    field.trend = false;
  }
  CHECK_FALSE(WindowView::has_fields(shape));
}

TEST_CASE("failing steps are null and so are missed ones") {
  Window window;
  const auto two_seconds = [&](bool good) {
    std::optional<ViewMessage> message;
    for (int i = 0; i < 2; ++i) {
      message =
          window.message(good ? window.source.good(queue_rows(1, 5)) : window.source.failed());
      window.source.pass(1s);
    }
    return message;
  };
  two_seconds(true);
  two_seconds(false);
  two_seconds(true);
  window.source.pass(4s);
  const auto values = course(*two_seconds(true), "queue=q0", "depth");
  CHECK(std::vector<std::string>(values.end() - 7, values.end()) ==
        std::vector<std::string>{"", "5", "", "5", "", "", "5"});
}

TEST_CASE("an interval longer than a step draws no holes, a missed gather does") {
  Window window(10s);
  window.message(window.source.good(queue_rows(1, 1)));
  window.source.pass(10s);
  window.message(window.source.good(queue_rows(1, 2)));
  window.source.pass(20s);
  const auto message = window.message(window.source.good(queue_rows(1, 3)));
  REQUIRE(message.has_value());
  const auto values = course(*message, "queue=q0", "depth");
  CHECK(values[149] == "3");
  for (std::size_t i = 140; i < 149; ++i) {
    CHECK(values[i].empty());
  }
  CHECK(values[139] == "2");
  for (std::size_t i = 134; i < 139; ++i) {
    CHECK(values[i] == "1");
  }
}

TEST_CASE("at most 20 series are in a window, the others are counted and named") {
  Window window;
  const auto message = window.message(window.source.good(queue_rows(25, 1)));
  REQUIRE(message.has_value());
  CHECK(message->rows == 20 * 150);
  const auto notices = window.view.notices();
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].reason == ViewNotice::Reason::series_limit);
  CHECK(notices[0].count == 5);
  CHECK(notices[0].names == std::vector<std::string>{"q20", "q21", "q22", "q23", "q24"});
}

TEST_CASE("the memory of a window does not grow with the series of its source") {
  Window window;
  window.message(window.source.good(queue_rows(1000, 1)));
  CHECK(window.view.bytes() == 20 * 150 * 4 * sizeof(double));
  for (int round = 0; round < 20; ++round) {
    window.source.pass(1min);
    window.message(window.source.good(queue_rows(1000, round)));
    CHECK(window.view.bytes() == 20 * 150 * 4 * sizeof(double));
  }
}

TEST_CASE("gathers that come faster than scheduled share their turns") {
  Window window(1s);
  int messages = 0;
  for (int i = 0; i < 1000; ++i) {
    messages += window.message(window.source.good(queue_rows(1, i))).has_value() ? 1 : 0;
    window.source.pass(100ms);
  }
  CHECK(messages >= 99);
  CHECK(messages <= 102);
  REQUIRE(window.view.next_due().has_value());
  window.source.now.steady = *window.view.next_due();
  CHECK(window.view.message(window.busyness, window.source.now).has_value());
  CHECK_FALSE(window.view.next_due().has_value());
}

TEST_CASE("gathers that jitter about their schedule all make a message") {
  Window window(1s);
  for (int i = 0; i < 200; ++i) {
    CHECK(window.message(window.source.good(queue_rows(1, i))).has_value());
    window.source.pass(i % 2 == 0 ? 800ms : 1200ms);
  }
}

TEST_CASE("a window over its budget goes out once a step, and no series of it is cut for that") {
  Window window(1s, {11000, 1e6});
  int messages = 0;
  for (int i = 0; i < 600; ++i) {
    const auto message = window.message(window.source.good(queue_rows(1, i)));
    messages += message ? 1 : 0;
    if (message && i > 400) {
      check_whole(*message);
    }
    window.source.pass(1s);
  }
  CHECK(messages > 300);
  CHECK(messages < 500);
  messages = 0;
  for (int i = 0; i < 600; ++i) {
    messages += window.message(window.source.good(queue_rows(1, i))) ? 1 : 0;
    window.source.pass(1s);
  }
  CHECK(messages == 300);
  CHECK(window.view.notices().empty());
}

TEST_CASE("series that the budget has no room for are cut, named, and stay cut") {
  constexpr int fields = 10;
  Window window(1s, {64.0 * 1024, 1e6}, wide_measurement(fields));
  double bytes = 0;
  std::set<std::string> shown;
  for (int i = 0; i < 900; ++i) {
    const auto message = window.message(window.source.good(wide_rows(8, fields, i)));
    if (message && i >= 600) {
      bytes += static_cast<double>(message->payload->size());
      if (i % 100 == 0) {
        for (const auto& line : lines_of(*message->payload)) {
          shown.insert(line.labels);
        }
        CHECK(message->rows / 150 == shown.size());
      }
    }
    window.source.pass(1s);
  }
  CHECK(bytes / 300 <= 64 * 1024);
  CHECK(bytes / 300 > 32 * 1024);
  const auto notices = window.view.notices();
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].reason == ViewNotice::Reason::budget);
  CHECK(notices[0].count == 8 - shown.size());
}

TEST_CASE("a window of which not one series fits says so and sends nothing") {
  Window window(1s, {100, 1e6});
  CHECK_FALSE(window.message(window.source.good(queue_rows(3, 1))).has_value());
  const auto notices = window.view.notices();
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].reason == ViewNotice::Reason::budget);
  CHECK(notices[0].count == 3);
}

TEST_CASE("a window survives clocks that jump by an hour either way") {
  Window window;
  for (int i = 0; i < 200; ++i) {
    if (i == 60 || i == 150) {
      window.source.now.wall += 1h;
    } else if (i == 100) {
      window.source.now.wall -= 1h;
    }
    const auto message = window.message(window.source.good(queue_rows(2, i)));
    REQUIRE(message.has_value());
    check_whole(*message);
    const auto newest = lines_of(*message->payload).back().time_ms;
    const auto wall = window.source.now.wall.time_since_epoch().count();
    CHECK(newest <= wall);
    CHECK(newest > wall - 2000);
    window.source.pass(1s);
  }
}

TEST_CASE("a series left out by on_empty nothing keeps its points while the window lasts") {
  auto shape = queue_measurement();
  shape.on_empty = OnEmpty::nothing;
  Window window(1s, {}, shape);
  window.message(window.source.good(queue_rows(2, 1)));
  window.source.pass(2s);
  const auto message = window.message(window.source.good(queue_rows(1, 1)));
  REQUIRE(message.has_value());
  const auto values = course(*message, "queue=q1", "depth");
  REQUIRE(values.size() == 150);
  CHECK(values[148] == "2");
  CHECK(values[149].empty());
  window.source.pass(5min);
  CHECK(window.message(window.source.good(queue_rows(1, 1)))->rows == 150);
}
