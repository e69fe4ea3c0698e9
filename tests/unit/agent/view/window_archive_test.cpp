#include "agent/view/window_archive.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <set>

#include "agent/view/window_view.hpp"
#include "unit/agent/view/message_lines.hpp"
#include "unit/agent/view/source.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

/// One run of an agent: a source that begins anew, and its five-minute window.
struct Run {
  explicit Run(ViewTime now, const Measurement& shape = queue_measurement(),
               Milliseconds length = 5min)
      : source(shape),
        busyness(source.measurement),
        options{{{"5m", length}}, 1s},
        view(source.measurement, options.windows[0], options, budget) {
    source.now = now;
  }

  std::optional<ViewMessage> gather(const Source::Fill& fill) {
    const auto snapshot = source.good(fill);
    busyness.update(snapshot.rows, snapshot.at);
    view.take(snapshot, busyness);
    return view.message(busyness, source.now);
  }

  /// A gather each second, with values of those rounds.
  std::optional<ViewMessage> gathers(int from, int count, int series = 2) {
    std::optional<ViewMessage> last;
    for (int round = from; round < from + count; ++round) {
      last = gather(queue_rows(series, round));
      source.pass(1s);
    }
    return last;
  }

  /// What is there of it after the end, as the next run reads it from the disk.
  WindowArchive archive() const {
    WindowArchive archive;
    view.save(archive);
    return *WindowArchive::decode(archive.encode());
  }

  Source source;
  Busyness busyness;
  Budget budget;
  ViewOptions options;
  WindowView view;
};

/// When a run begins that is not the first: its steady clock is another.
ViewTime later(const Run& before, Milliseconds pause) {
  return {SteadyTime{std::chrono::hours(5)}, before.source.now.wall + pause};
}

/// The values of a field of queue q0 by their time; nulls are left out.
std::map<std::int64_t, std::string> course(const ViewMessage& message, const std::string& field,
                                           const std::string& labels = "queue=q0") {
  std::map<std::int64_t, std::string> values;
  for (const auto& line : lines_of(*message.payload)) {
    const auto at = line.fields.find(field);
    if (line.labels == labels && at != line.fields.end() && at->second != "\"NaN\"") {
      values[line.time_ms] = at->second;
    }
  }
  return values;
}

std::set<std::string> shown(const ViewMessage& message) {
  std::set<std::string> labels;
  for (const auto& line : lines_of(*message.payload)) {
    labels.insert(line.labels);
  }
  return labels;
}

const ViewTime beginning{SteadyTime{1h}, WallTime{1'700'000'000'000ms}};

}  // namespace

TEST_CASE("after a restart the first message has every point at its time, but for the pause") {
  Run first(beginning);
  const auto before = first.gathers(0, 400);
  Run second(later(first, 7s));
  auto archive = first.archive();
  second.view.restore(archive);
  CHECK(archive.empty());
  const auto after = second.gather(queue_rows(2, 500));
  REQUIRE(after.has_value());
  for (const auto* field : {"depth", "total", "busy", "rate"}) {
    for (const auto* labels : {"queue=q0", "queue=q1"}) {
      CAPTURE(field);
      auto was = course(*before, field, labels);
      auto is = course(*after, field, labels);
      CHECK(was.size() == 150);
      CHECK(is.size() == 150 - 3);  // of steps of 2 s
      const auto running = is.rbegin()->first;
      is.erase(running);
      for (const auto& [time, value] : is) {
        CHECK(was[time] == value);
      }
    }
  }
}

TEST_CASE("the mean of the running step goes on after a restart within it") {
  Run first(beginning);
  first.gather(queue_rows(1, 10));
  Run second(later(first, 1s));
  auto archive = first.archive();
  second.view.restore(archive);
  const auto message = second.gather(queue_rows(1, 20));
  CHECK(course(*message, "depth").rbegin()->second == "15");
  CHECK(course(*message, "total").rbegin()->second == "20000");
}

TEST_CASE("texts come back as numbers do") {
  auto shape = queue_measurement();
  shape.fields[4].trend = true;
  Run first(beginning, shape);
  first.gathers(0, 10);
  Run second(later(first, 2s), shape);
  auto archive = first.archive();
  second.view.restore(archive);
  const auto message = second.gather(queue_rows(1, 1));
  int fine = 0;
  for (const auto& [time, text] : course(*message, "note")) {
    fine += text == "\"fine\"" ? 1 : 0;
  }
  CHECK(fine == 6);
}

TEST_CASE("a window is full again after one restart more, and series that come late are, too") {
  Run first(beginning);
  first.gathers(0, 400);
  Run second(later(first, 2s));
  auto archive = first.archive();
  second.view.restore(archive);
  second.gathers(400, 10, 1);  // q1 is not there yet
  Run third(later(second, 2s));
  archive = second.archive();
  third.view.restore(archive);
  third.gathers(410, 10, 1);
  const auto message = third.gather(queue_rows(2, 420));
  CHECK(course(*message, "depth").size() > 140);
  CHECK(course(*message, "depth", "queue=q1").size() > 130);
}

TEST_CASE("a run in which the source is down hands the window on") {
  Run first(beginning);
  first.gathers(0, 400);
  Run second(later(first, 2s));
  auto archive = first.archive();
  second.view.restore(archive);
  Run third(later(second, 2s));
  archive = second.archive();
  third.view.restore(archive);
  CHECK(course(*third.gather(queue_rows(2, 500)), "depth").size() > 140);
}

TEST_CASE("what was not taken out is handed on as long as it shows anything") {
  Run first(beginning);
  first.gathers(0, 10);
  const auto earlier = first.archive();
  WindowArchive next;
  next.add_missing(earlier, first.source.now.wall + 4min);
  CHECK(next.size() == 1);
  WindowArchive late;
  late.add_missing(earlier, first.source.now.wall + 6min);
  CHECK(late.empty());
}

TEST_CASE("of many series those that were shown are shown again") {
  Run first(beginning);
  // The busiest come last: a fresh start would show the first twenty.
  const auto rows = [](int round) {
    return [round](RowBlock& block) {
      for (int i = 0; i < 40; ++i) {
        block.begin_row();
        block.add_tag("q" + std::to_string(i));
        block.add(std::int64_t{i >= 20 ? round * 1'000 : 0});
        for (int field = 0; field < 4; ++field) {
          block.add(std::monostate{});
        }
      }
    };
  };
  std::optional<ViewMessage> before;
  for (int round = 0; round < 200; ++round) {
    before = first.gather(rows(round));
    first.source.pass(1s);
  }
  REQUIRE(shown(*before).contains("queue=q39"));
  Run second(later(first, 2s));
  auto archive = first.archive();
  second.view.restore(archive);
  CHECK(shown(*second.gather(rows(200))) == shown(*before));
}

TEST_CASE("a window whose columns, tags or length are others begins fresh") {
  Run first(beginning);
  first.gathers(0, 100);
  const auto size_after = [&](const Measurement& shape, Milliseconds length) {
    Run second(later(first, 2s), shape, length);
    auto archive = first.archive();
    second.view.restore(archive);
    const auto message = second.gather(queue_rows(1, 1));
    return course(*message, "total").size();
  };
  CHECK(size_after(queue_measurement(), 5min) > 40);
  CHECK(size_after(queue_measurement(), 1h) == 1);
  auto renamed = queue_measurement();
  renamed.fields[0].name = "length";
  CHECK(size_after(renamed, 5min) == 1);
  auto counter = queue_measurement();
  counter.fields[0].kind = FieldKind::counter;
  CHECK(size_after(counter, 5min) == 1);
  auto retagged = queue_measurement();
  retagged.tags[0] = "line";
  Run second(later(first, 2s), retagged);
  auto archive = first.archive();
  second.view.restore(archive);
  CHECK(course(*second.gather(queue_rows(1, 1)), "total", "line=q0").size() == 1);
}

TEST_CASE("nothing of a window is left when the pause was longer") {
  Run first(beginning);
  first.gathers(0, 400);
  Run second(later(first, 10min));
  auto archive = first.archive();
  second.view.restore(archive);
  CHECK(course(*second.gather(queue_rows(1, 1)), "depth").size() == 1);
}

TEST_CASE("a clock that went back over the restart moves the window with it") {
  Run first(beginning);
  first.gathers(0, 400);
  Run second(later(first, -1h));
  auto archive = first.archive();
  second.view.restore(archive);
  CHECK(course(*second.gather(queue_rows(1, 1)), "depth").size() == 150);
}

TEST_CASE("an archive that is cut, flipped or of something else is none") {
  Run first(beginning);
  first.gathers(0, 3, 1);
  WindowArchive archive;
  first.view.save(archive);
  const auto bytes = archive.encode();
  CHECK(WindowArchive::decode(bytes).has_value());
  CHECK_FALSE(WindowArchive::decode("").has_value());
  CHECK_FALSE(WindowArchive::decode("livetap windows 2\n" + bytes.substr(18)).has_value());
  CHECK_FALSE(WindowArchive::decode(bytes + 'x').has_value());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    CHECK_FALSE(WindowArchive::decode(bytes.substr(0, at)).has_value());
    for (int bit = 0; bit < 8; ++bit) {
      auto flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      CHECK_FALSE(WindowArchive::decode(flipped).has_value());
    }
  }
}
