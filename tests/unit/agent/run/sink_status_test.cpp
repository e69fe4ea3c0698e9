#include "agent/run/sink_status.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace livetap;

namespace {

Value field(const RowBlock& rows, std::size_t row, std::string_view name) {
  const auto fields = SinkStatus::schema().fields;
  const auto at = std::find_if(fields.begin(), fields.end(),
                               [&](const Field& each) { return each.name == name; });
  REQUIRE(at != fields.end());
  return rows.field(row, static_cast<std::size_t>(at - fields.begin()));
}

std::int64_t number(const RowBlock& rows, std::size_t row, std::string_view name) {
  const auto value = field(rows, row, name);
  return is_null(value) ? 0 : std::get<std::int64_t>(value);
}

/// collected = delivered + queued + every dropped_...
void check_balance(const RowBlock& rows, std::size_t row) {
  std::int64_t sum = number(rows, row, "delivered") + number(rows, row, "queued");
  for (const auto& each : SinkStatus::schema().fields) {
    sum += each.name.starts_with("dropped_") ? number(rows, row, each.name) : 0;
  }
  CHECK(number(rows, row, "collected") == sum);
}

journal::JournalStatus journal_status() {
  journal::JournalStatus status;
  status.open = true;
  status.text = "open";
  auto& counters = status.counters;
  counters.collected.events = 100;
  counters.collected.samples = 20;
  counters.delivered.samples = 11;
  counters.queued.samples = 4;
  counters.dropped[static_cast<int>(journal::JournalDrop::full)].samples = 3;
  counters.dropped[static_cast<int>(journal::JournalDrop::off)].samples = 2;
  counters.delivered.events = 60;
  counters.delivered.bytes = 5'000;
  counters.queued.events = 10;
  counters.dropped[static_cast<int>(journal::JournalDrop::full)].events = 25;
  counters.dropped[static_cast<int>(journal::JournalDrop::off)].events = 5;
  status.expired = {3, 7, 1, 2};
  return status;
}

}  // namespace

TEST_CASE("livetap has a row for Grafana and two for the journal, each in balance") {
  CHECK(schema_mistakes({SinkStatus::schema()}).empty());
  sink::LiveStatus live;
  live.counters.collected.messages = 9;
  live.counters.delivered.messages = 5;
  live.counters.queued.messages = 1;
  live.counters.dropped[0].messages = 3;
  auto rows = SinkStatus::rows();
  SinkStatus::add(rows, live);
  SinkStatus::add(rows, journal_status(), {.flood = 40});
  SinkStatus::add_samples(rows, journal_status());
  REQUIRE(rows.size() == 3);
  CHECK(rows.tag(0, 0) == "grafana");
  CHECK(rows.tag(1, 0) == "journal");
  check_balance(rows, 0);
  check_balance(rows, 1);
  CHECK(rows.tag(2, 0) == "samples");
  check_balance(rows, 2);
}

TEST_CASE("samples are counted apart from events") {
  auto rows = SinkStatus::rows();
  SinkStatus::add_samples(rows, journal_status());
  CHECK(field(rows, 0, "connected") == Value{true});
  CHECK(number(rows, 0, "collected") == 20);
  CHECK(number(rows, 0, "delivered") == 11);
  CHECK(number(rows, 0, "dropped_journal_full") == 3);
  CHECK(number(rows, 0, "dropped_journal_off") == 2);
  CHECK(number(rows, 0, "expired") == 7);
  CHECK(number(rows, 0, "expired_unshipped") == 2);
  CHECK(is_null(field(rows, 0, "mended")));
  CHECK(is_null(field(rows, 0, "dropped_flood")));
}

TEST_CASE("the journal counts events, those that a flood lost included") {
  auto rows = SinkStatus::rows();
  SinkStatus::add(rows, journal_status(), {.flood = 40, .bad_time = 1, .bad_attributes = 2});
  CHECK(field(rows, 0, "connected") == Value{true});
  CHECK(number(rows, 0, "collected") == 140);
  CHECK(number(rows, 0, "delivered") == 60);
  CHECK(number(rows, 0, "dropped_journal_full") == 25);
  CHECK(number(rows, 0, "dropped_journal_off") == 5);
  CHECK(number(rows, 0, "dropped_flood") == 40);
  CHECK(number(rows, 0, "bytes") == 5'000);
  CHECK(number(rows, 0, "expired") == 3);
  CHECK(number(rows, 0, "expired_unshipped") == 1);
  CHECK(number(rows, 0, "mended") == 3);
}

TEST_CASE("what a sink does not count is null, not 0") {
  auto rows = SinkStatus::rows();
  SinkStatus::add(rows, sink::LiveStatus{});
  SinkStatus::add(rows, journal_status(), {});
  CHECK(is_null(field(rows, 0, "dropped_journal_full")));
  CHECK(is_null(field(rows, 0, "expired")));
  CHECK(is_null(field(rows, 1, "dropped_superseded")));
  CHECK(is_null(field(rows, 1, "connections")));
}
