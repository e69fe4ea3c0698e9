#include "agent/run/probe_status.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace livetap;

namespace {

const SteadyTime now{std::chrono::hours(1)};

Gather good_gather(std::size_t rows) {
  Gather gather;
  gather.rows = RowBlock(0, 1);
  for (std::size_t i = 0; i < rows; ++i) {
    gather.rows.begin_row();
    gather.rows.add(1.0);
  }
  gather.took = Milliseconds(12);
  return gather;
}

}  // namespace

TEST_CASE("A measurement that has not gathered yet is neither up nor down") {
  ProbeStatus status;
  status.add("trading", "postgres", "signals");
  const auto rows = status.sample();
  REQUIRE(rows.size() == 1);
  CHECK(rows.tag(0, 2) == "signals");
  CHECK(is_null(rows.field(0, 0)));
}

TEST_CASE("A good gather is up with its time and rows; dropped rows add up") {
  ProbeStatus status;
  status.add("trading", "postgres", "signals");
  status.record("trading", "signals", good_gather(3), 2, now);
  status.record("trading", "signals", good_gather(3), 1, now);
  const auto rows = status.sample();
  CHECK(std::get<bool>(rows.field(0, 0)));
  CHECK(std::get<double>(rows.field(0, 1)) == 12.0);
  CHECK(std::get<std::int64_t>(rows.field(0, 2)) == 3);
  CHECK(std::get<std::int64_t>(rows.field(0, 3)) == 3);
  CHECK(is_null(rows.field(0, 6)));
}

TEST_CASE("When the last gather came is known by the steady clock, whatever time it bears") {
  ProbeStatus status;
  status.add("trading", "postgres", "signals");
  auto gather = good_gather(1);
  gather.time = WallTime(std::chrono::hours(24));
  status.record("trading", "signals", gather, 0, now + std::chrono::seconds(5));
  CHECK(std::as_const(status).find("trading", "signals")->last == now + std::chrono::seconds(5));
}

TEST_CASE("A failed gather is down with kind and reason, until a good one") {
  ProbeStatus status;
  status.add("trading", "postgres", "signals");
  Gather failed;
  failed.error = Error{ErrorKind::timeout, "no answer in 2 s", "", ""};
  status.record("trading", "signals", failed, 0, now);
  const auto rows = status.sample();
  CHECK_FALSE(std::get<bool>(rows.field(0, 0)));
  CHECK(std::get<std::string_view>(rows.field(0, 5)) == "timeout");
  CHECK(std::get<std::string_view>(rows.field(0, 6)) == "no answer in 2 s");
  status.record("trading", "signals", good_gather(0), 0, now);
  CHECK(is_null(status.sample().field(0, 6)));
}

TEST_CASE("Restarts count for every measurement of their probe and for no other") {
  ProbeStatus status;
  status.add("a", "postgres", "x");
  status.add("b", "postgres", "y");
  status.set_restarts("a", 4);
  CHECK(std::get<std::int64_t>(status.sample().field(0, 4)) == 4);
  CHECK(std::get<std::int64_t>(status.sample().field(1, 4)) == 0);
}

TEST_CASE("The row block fits the schema") {
  ProbeStatus status;
  CHECK(status.sample().tag_count() == ProbeStatus::schema().tags.size());
  CHECK(status.sample().field_count() == ProbeStatus::schema().fields.size());
  CHECK(schema_mistakes({ProbeStatus::schema()}).empty());
}

TEST_CASE("A failure between two samples shows in the next one, and only there") {
  ProbeStatus status;
  status.add("trading", "postgres", "signals");
  Gather failed;
  failed.error = Error{ErrorKind::timeout, "killed", "", ""};
  status.record("trading", "signals", failed, 0, now);
  status.record("trading", "signals", good_gather(1), 0, now);
  const auto seen = status.sample();
  CHECK_FALSE(std::get<bool>(seen.field(0, 0)));
  CHECK(std::get<std::string_view>(seen.field(0, 6)) == "killed");
  CHECK(std::get<bool>(status.sample().field(0, 0)));
}
