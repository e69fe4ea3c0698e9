#include <doctest/doctest.h>

#include "unit/agent/once/reports.hpp"

using namespace livetap;
using namespace livetap::once;
using namespace livetap::once::test;

TEST_CASE("A probe whose rows complain of nothing is ok") {
  auto probe = queue_probe();
  add_queue(probe.measurements[0].rows, "orders", 3);
  judge(probe);
  CHECK(probe.verdict == Verdict::ok);
  CHECK_FALSE(probe.measurements[0].error);
}

TEST_CASE("A marked field that is true makes a warning, with the row's name and reason") {
  auto probe = queue_probe();
  add_queue(probe.measurements[0].rows, "orders", 3);
  add_queue(probe.measurements[0].rows, "signals", 2000, "2000 messages wait");
  add_queue(probe.measurements[0].rows, "fills", 3000, "3000 messages wait");
  judge(probe);
  CHECK(probe.verdict == Verdict::warn);
  REQUIRE(probe.measurements[0].error);
  CHECK(probe.measurements[0].error->message == "queue=signals: 2000 messages wait (and 1 more)");
}

TEST_CASE("A marked field that is false makes a failure and outweighs a warning") {
  auto probe = queue_probe();
  auto& schema = probe.measurements[0].schema;
  schema.fields[1].warn_if_true = false;
  schema.fields[1].fail_if_false = true;
  add_queue(probe.measurements[0].rows, "orders", 3);
  judge(probe);
  CHECK(probe.verdict == Verdict::fail);
  CHECK(probe.measurements[0].error->message == "queue=orders: no reason given");
}

TEST_CASE("A null verdict field says nothing") {
  auto probe = queue_probe();
  auto& rows = probe.measurements[0].rows;
  rows.begin_row();
  rows.add_tag("orders");
  rows.add({});
  rows.add({});
  rows.add({});
  judge(probe);
  CHECK(probe.verdict == Verdict::ok);
}

TEST_CASE("A failed measurement fails its probe and keeps its own error") {
  auto probe = queue_probe();
  probe.measurements[0].error = Error{ErrorKind::timeout, "too late", "", ""};
  judge(probe);
  CHECK(probe.verdict == Verdict::fail);
  CHECK(probe.measurements[0].verdict == Verdict::fail);
  CHECK(probe.measurements[0].error->message == "too late");
}

TEST_CASE("A report is as bad as its worst part, sinks included") {
  Report report;
  report.probes.push_back(queue_probe());
  CHECK(report.verdict() == Verdict::ok);
  SinkReport sink;
  sink.verdict = Verdict::warn;
  report.sinks.push_back(sink);
  CHECK(report.verdict() == Verdict::warn);
}

TEST_CASE("Series are distinct tag sets; lines of a table are none") {
  auto probe = queue_probe();
  add_queue(probe.measurements[0].rows, "orders", 3);
  add_queue(probe.measurements[0].rows, "orders", 4);
  add_queue(probe.measurements[0].rows, "fills", 4);
  CHECK(probe.rows() == 3);
  CHECK(probe.series() == 2);
  probe.measurements[0].schema.table = true;
  CHECK(probe.series() == 0);
}
