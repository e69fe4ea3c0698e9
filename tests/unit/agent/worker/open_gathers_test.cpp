#include "agent/worker/open_gathers.hpp"

#include <doctest/doctest.h>

#include "agent/worker/abi_copy.hpp"
#include "agent/worker/limits.hpp"
#include "sample_messages.hpp"

using namespace livetap;
using namespace livetap::worker;
using std::chrono_literals::operator""ms;

namespace {

constexpr OpenGathers::Clock::time_point now{std::chrono::hours(1)};

Measurement named(std::string name) {
  auto measurement = sample_measurement();
  measurement.name = std::move(name);
  return measurement;
}

struct Row {
  livetap_str tags[2] = {abi_str("/"), abi_str("orders")};
  livetap_value values[1] = {};
  Row() {
    values[0].type = LIVETAP_I64;
    values[0].as.i64 = 5;
  }
};

livetap_result add(OpenGathers& gathers, std::uint32_t measurement = 0) {
  const Row row;
  return gathers.add_row(measurement, row.tags, row.values, now);
}

}  // namespace

TEST_CASE("rows of a measurement leave together when its gather closes") {
  OpenGathers gathers({named("a"), named("b")});
  gathers.begin({0, 1}, false, now);
  CHECK(add(gathers) == LIVETAP_OK);
  CHECK(add(gathers) == LIVETAP_OK);
  CHECK(add(gathers, 1) == LIVETAP_OK);
  std::optional<Gathered> closed;
  CHECK(gathers.close(0, std::nullopt, now + 30ms, closed) == LIVETAP_OK);
  REQUIRE(closed);
  CHECK(closed->gather.rows.size() == 2);
  CHECK(closed->gather.rows.tag(1, 1) == "orders");
  CHECK(closed->gather.took == 30ms);
}

TEST_CASE("rows outside collect, of what is not due or is closed, are dropped") {
  OpenGathers gathers({named("a"), named("b")});
  CHECK(add(gathers) == LIVETAP_DROPPED);
  gathers.begin({0}, false, now);
  CHECK(add(gathers, 1) == LIVETAP_DROPPED);
  std::optional<Gathered> closed;
  gathers.close(0, std::nullopt, now, closed);
  CHECK(add(gathers) == LIVETAP_DROPPED);
  closed.reset();
  CHECK(gathers.close(0, std::nullopt, now, closed) == LIVETAP_DROPPED);
  CHECK(!closed);
  gathers.end();
  CHECK(add(gathers) == LIVETAP_DROPPED);
}

TEST_CASE("a row of no measurement, no values or an unknown type is of bad shape") {
  OpenGathers gathers({named("a")});
  gathers.begin({0}, false, now);
  Row row;
  CHECK(gathers.add_row(9, row.tags, row.values, now) == LIVETAP_BAD_SHAPE);
  CHECK(gathers.add_row(0, nullptr, row.values, now) == LIVETAP_BAD_SHAPE);
  CHECK(gathers.add_row(0, row.tags, nullptr, now) == LIVETAP_BAD_SHAPE);
  row.values[0].type = 77;
  CHECK(gathers.add_row(0, row.tags, row.values, now) == LIVETAP_BAD_SHAPE);
}

TEST_CASE("a gather takes 5,000 rows, a table 450, and counts the rest") {
  auto table = named("t");
  table.table = true;
  OpenGathers gathers({named("a"), table});
  gathers.begin({0, 1}, false, now);
  for (int i = 0; i < 5'010; ++i) {
    add(gathers, 0);
    add(gathers, 1);
  }
  std::optional<Gathered> closed;
  gathers.close(0, std::nullopt, now, closed);
  CHECK(closed->gather.rows.size() == 5'000);
  CHECK(closed->gather.dropped_rows == 10);
  gathers.close(1, std::nullopt, now, closed);
  CHECK(closed->gather.rows.size() == 450);
  CHECK(closed->gather.dropped_rows == 4'560);
}

TEST_CASE("a text of a megabyte is cut, and a gather of many ends at 8 MiB") {
  OpenGathers gathers({named("a")});
  gathers.begin({0}, false, now);
  const std::string huge(1u << 20, 'x');
  Row row;
  row.tags[0] = abi_str(huge);
  for (int i = 0; i < 200; ++i) {
    gathers.add_row(0, row.tags, row.values, now);
  }
  std::optional<Gathered> closed;
  gathers.close(0, std::nullopt, now, closed);
  CHECK(closed->gather.rows.tag(0, 0).size() == max_text_bytes);
  CHECK(closed->gather.rows.bytes() <= max_gather_bytes);
  CHECK(closed->gather.dropped_rows > 50);
}

TEST_CASE("a row of a thousand texts of 64 KiB is dropped before it is copied") {
  auto wide = named("a");
  wide.tags.clear();
  wide.fields.resize(1'000);
  OpenGathers gathers({wide});
  gathers.begin({0}, false, now);
  const std::string text(max_text_bytes, 'x');
  std::vector<livetap_value> values(1'000);
  for (auto& value : values) {
    value.type = LIVETAP_TEXT;
    value.as.text = abi_str(text);
  }
  CHECK(gathers.add_row(0, nullptr, values.data(), now) == LIVETAP_DROPPED);
  for (std::size_t i = 100; i < values.size(); ++i) {
    values[i].type = 0;
  }
  CHECK(gathers.add_row(0, nullptr, values.data(), now) == LIVETAP_OK);
  CHECK(gathers.add_row(0, nullptr, values.data(), now) == LIVETAP_DROPPED);
  std::optional<Gathered> closed;
  gathers.close(0, std::nullopt, now, closed);
  CHECK(closed->gather.rows.size() == 1);
  CHECK(closed->gather.rows.bytes() <= max_gather_bytes);
  CHECK(closed->gather.dropped_rows == 2);
}

TEST_CASE("a gather that fails has no rows") {
  OpenGathers gathers({named("a")});
  gathers.begin({0}, false, now);
  add(gathers);
  std::optional<Gathered> closed;
  gathers.close(0, Error{ErrorKind::timeout, "slow", "", ""}, now, closed);
  CHECK(closed->gather.rows.empty());
  CHECK(closed->gather.error->message == "slow");
}

TEST_CASE("a late measurement takes no row before its declaration, and cannot close well") {
  auto late = named("a");
  late.late = true;
  OpenGathers gathers({late});
  gathers.begin({0}, false, now);
  CHECK(add(gathers) == LIVETAP_BAD_SHAPE);
  std::optional<Gathered> closed;
  gathers.close(0, std::nullopt, now, closed);
  CHECK(closed->gather.error->kind == ErrorKind::internal);
  gathers.set_shape(0, named("a"));
  gathers.begin({0}, false, now);
  CHECK(add(gathers) == LIVETAP_OK);
}

TEST_CASE("a streaming probe closes as often as it likes, and old gathers close by themselves") {
  OpenGathers gathers({named("a")});
  gathers.begin({0}, true, now);
  std::optional<Gathered> closed;
  add(gathers);
  CHECK(gathers.close(0, std::nullopt, now, closed) == LIVETAP_OK);
  add(gathers);
  CHECK(gathers.close_older(1000ms, now + 999ms).empty());
  CHECK(gathers.close_older(1000ms, now + 1000ms).size() == 1);
  CHECK(gathers.close_older(1000ms, now + 5000ms).empty());
}

TEST_CASE("events and state go with the gather that closes next") {
  OpenGathers gathers({named("a"), named("b")});
  gathers.begin({0, 1}, false, now);
  CHECK(gathers.add_event({{}, Severity::info, "order", "", "sold", ""}) == LIVETAP_OK);
  gathers.put_state("cursor", "9");
  std::optional<Gathered> closed;
  gathers.close(1, std::nullopt, now, closed);
  CHECK(closed->commit.events.size() == 1);
  CHECK(closed->commit.state.size() == 1);
  gathers.close(0, std::nullopt, now, closed);
  CHECK(closed->commit.events.empty());
}

TEST_CASE("of what is put under one key only the last leaves") {
  OpenGathers gathers({named("a")});
  gathers.begin({0}, false, now);
  for (int page = 1; page <= 5'000; ++page) {
    gathers.put_state("cursor", std::to_string(page));
  }
  std::optional<Gathered> closed;
  gathers.close(0, std::nullopt, now, closed);
  CHECK(closed->commit.state ==
        std::vector<std::pair<std::string, std::string>>{{"cursor", "5000"}});
}

TEST_CASE("a gather takes a thousand events") {
  OpenGathers gathers({named("a")});
  gathers.begin({0}, false, now);
  for (int i = 0; i < 1'000; ++i) {
    CHECK(gathers.add_event({}) == LIVETAP_OK);
  }
  CHECK(gathers.add_event({}) == LIVETAP_DROPPED);
}

TEST_CASE("events that wait for the agent to read them count, so that a cursor stops before them") {
  OpenGathers gathers({named("a")});
  gathers.begin({0}, false, now);
  CHECK(gathers.add_event({}, {999, 0}) == LIVETAP_OK);
  CHECK(gathers.add_event({}, {999, 0}) == LIVETAP_DROPPED);
  CHECK(gathers.add_event({}, {0, max_event_bytes + 1}) == LIVETAP_DROPPED);
  CHECK(gathers.add_event({}, {0, 0}) == LIVETAP_OK);
}

TEST_CASE("all texts of an event count against the 4 MiB of a gather") {
  OpenGathers gathers({named("a")});
  gathers.begin({0}, false, now);
  Event event;
  event.type.assign(max_log_bytes, 't');
  event.service.assign(max_log_bytes, 's');
  int taken = 0;
  while (gathers.add_event(event) == LIVETAP_OK) {
    ++taken;
  }
  CHECK(taken <= static_cast<int>(max_event_bytes / (2 * max_log_bytes)));
}
