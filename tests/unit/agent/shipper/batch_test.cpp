#include "agent/shipper/batch.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace livetap::shipper;

namespace {

constexpr WallTime noon{Milliseconds(1'764'072'000'000)};

std::shared_ptr<const Measurement> shape(const char* name, FieldType type) {
  Measurement made;
  made.name = name;
  made.fields.emplace_back().name = "value";
  made.fields.back().type = type;
  return std::make_shared<const Measurement>(std::move(made));
}

journal::SampleRow sample(std::int64_t id, std::shared_ptr<const Measurement> of,
                          WallTime time = noon) {
  journal::SampleRow made{id, time, time, std::move(of), RowBlock(0, 1)};
  made.rows.begin_row();
  made.rows.add(std::monostate{});
  return made;
}

BatchSource source(std::vector<journal::SampleRow> rows, std::int64_t last) {
  BatchSource made;
  made.run = "r";
  made.samples.rows = std::move(rows);
  made.samples.last = last;
  return made;
}

const auto depth = shape("depth", FieldType::i64);
const auto rate = shape("rate", FieldType::f64);

}  // namespace

TEST_CASE("samples of a measurement go together, with the days and times that they are of") {
  const auto batch = make_batch(
      "desk",
      source({sample(1, depth), sample(2, rate), sample(3, depth, noon + std::chrono::hours(12))},
             3),
      {});
  REQUIRE(batch.tables.size() == 2);
  CHECK(batch.tables[0].days.size() == 2);
  CHECK(batch.tables[0].first == noon);
  CHECK(batch.tables[0].last == noon + std::chrono::hours(12));
  CHECK(batch.to == journal::JournalPosition{3, 0});
  CHECK(batch.counts == RowCounts{.delivered = 3});
}

TEST_CASE("a batch ends before another shape of a measurement that it has") {
  const auto batch = make_batch(
      "desk",
      source({sample(1, depth), sample(4, shape("depth", FieldType::text)), sample(5, rate)}, 5),
      {});
  CHECK(batch.tables.size() == 1);
  CHECK(batch.to.sample == 3);
  CHECK(batch.counts == RowCounts{.delivered = 1, .gone = 2});
}

TEST_CASE("the same shape read twice is one shape") {
  const auto batch = make_batch(
      "desk", source({sample(1, depth), sample(2, shape("depth", FieldType::i64))}, 2), {});
  CHECK(batch.counts.delivered == 2);
}

TEST_CASE("every row of the journal on the way is counted, whatever became of it") {
  auto from = source({sample(2, depth), sample(4, depth, noon - std::chrono::hours(48))}, 9);
  from.samples.damaged = 3;
  const auto batch = make_batch("desk", from, {.oldest = sql::day_of(noon)});
  CHECK(batch.counts == RowCounts{.delivered = 1, .too_old = 1, .damaged = 3, .gone = 4});
  CHECK(batch.counts.sum() == 9);
  const auto refused = make_batch("desk", from, {.oldest = sql::day_of(noon), .refuse = true});
  CHECK(refused.counts == RowCounts{.damaged = 3, .refused = 2, .gone = 4});
  CHECK(refused.tables.empty());
}

TEST_CASE("samples of a measurement that waits are left out, and all others go on") {
  const auto batch =
      make_batch("desk", source({sample(1, depth), sample(2, rate), sample(3, depth)}, 3),
                 {.waiting = {"depth"}});
  REQUIRE(batch.tables.size() == 1);
  CHECK(batch.tables[0].shape->name == "rate");
  CHECK(batch.to.sample == 3);
  CHECK(batch.waiting == std::map<std::string, std::uint64_t>{{"depth", 2}});
  CHECK(batch.counts == RowCounts{.delivered = 1});
}

TEST_CASE("of what waited, only its own rows count, and the last of them ends the wait") {
  auto from = source({sample(4, depth), sample(9, depth)}, 20);
  from.measurement = "depth";
  from.up_to = 20;
  from.from = {2, 0};
  const auto last = make_batch("desk", from, {});
  CHECK(last.counts == RowCounts{.delivered = 2});
  CHECK(last.catches_up);
  from.up_to = 21;
  CHECK_FALSE(make_batch("desk", from, {}).catches_up);
}

TEST_CASE("a row that is too old by one clock alone waits until the clocks agree") {
  constexpr auto day = std::chrono::hours(24);
  // Taken two days ago by the agent's clock, which the database takes for as old as it looks.
  auto from =
      source({sample(1, depth, noon), sample(2, depth, noon - 2 * day), sample(3, rate)}, 3);
  from.events.rows.push_back({1, noon, Event{noon, Severity::info, "order", "", "", "", ""}});
  from.events.last = 1;
  BatchRules rules{.oldest = sql::day_of(noon), .retention = day, .clocks_agree = false};
  const auto waits = make_batch("desk", from, rules);
  CHECK(waits.waits_for_clock);
  CHECK(waits.to == journal::JournalPosition{1, 1});
  CHECK(waits.counts == RowCounts{.delivered = 2});
  CHECK_FALSE(waits.empty());
  rules.clocks_agree = true;
  const auto agreed = make_batch("desk", from, rules);
  CHECK_FALSE(agreed.waits_for_clock);
  CHECK(agreed.counts == RowCounts{.delivered = 3, .too_old = 1});
}

TEST_CASE("a row that was old when it was taken waits for no clock") {
  constexpr auto day = std::chrono::hours(24);
  auto old = sample(1, depth, noon - 9 * day);
  old.taken = noon;
  const auto batch =
      make_batch("desk", source({old, sample(2, depth)}, 2),
                 {.oldest = sql::day_of(noon), .retention = day, .clocks_agree = false});
  CHECK_FALSE(batch.waits_for_clock);
  CHECK(batch.counts == RowCounts{.delivered = 1, .too_old = 1});
}
