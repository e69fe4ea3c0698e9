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

TEST_CASE("The hint of a row goes with its reason") {
  auto probe = queue_probe();
  probe.measurements[0].schema.fields.push_back(field("hint", FieldType::text));
  probe.measurements[0].schema.fields[3].hint = true;
  auto& rows = probe.measurements[0].rows;
  rows = RowBlock(1, 4);
  add_queue(rows, "signals", 2000, "2000 messages wait");
  rows.add(std::string_view("start a consumer"));
  judge(probe);
  REQUIRE(probe.measurements[0].error);
  CHECK(probe.measurements[0].error->hint == "start a consumer");
}

TEST_CASE("Each row of targets is a target with its verdict, time, reason and hint") {
  auto probe = service_probe();
  add_service(probe.measurements[0].rows, "ws-gateway");
  add_service(probe.measurements[0].rows, "order-manager", "connection refused");
  judge(probe);
  CHECK(probe.verdict == Verdict::fail);
  REQUIRE(probe.targets.size() == 2);
  CHECK(probe.targets[0].name == "ws-gateway");
  CHECK(probe.targets[0].verdict == Verdict::ok);
  CHECK(probe.targets[0].duration == Milliseconds(12));
  CHECK_FALSE(probe.targets[0].error);
  CHECK(probe.targets[1].verdict == Verdict::fail);
  REQUIRE(probe.targets[1].error);
  CHECK(*probe.targets[1].error ==
        Error{ErrorKind::unavailable, "connection refused", "start it", ""});
}

TEST_CASE("A target is called by all its tags") {
  auto probe = service_probe();
  probe.measurements[0].schema.tags = {"host", "service"};
  auto& rows = probe.measurements[0].rows;
  rows = RowBlock(2, 4);
  rows.begin_row();
  rows.add_tag("eu-1");
  rows.add_tag("ws-gateway");
  for (int i = 0; i < 4; ++i) {
    rows.add(std::monostate{});
  }
  judge(probe);
  CHECK(probe.targets.at(0).name == "eu-1/ws-gateway");
}

TEST_CASE("A target of which nothing is known is a warning, not good news") {
  auto probe = service_probe();
  auto& rows = probe.measurements[0].rows;
  rows.begin_row();
  rows.add_tag("ws-gateway");
  for (int i = 0; i < 4; ++i) {
    rows.add(std::monostate{});
  }
  judge(probe);
  CHECK(probe.verdict == Verdict::warn);
  REQUIRE(probe.targets.at(0).error);
  CHECK(probe.targets[0].error->message == "nothing is known of it yet");
}

TEST_CASE("Targets without a field that speaks are well") {
  auto probe = service_probe();
  probe.measurements[0].schema.fields[0].fail_if_false = false;
  add_service(probe.measurements[0].rows, "ws-gateway");
  judge(probe);
  CHECK(probe.targets.at(0).verdict == Verdict::ok);
  CHECK(probe.verdict == Verdict::ok);
}

namespace {

ConditionConfig condition(const std::string& measurement, const std::string& warn,
                          const std::string& fail = "") {
  const Origin here{"agent.yaml", 1, 1};
  ConditionConfig made;
  made.name = "watched";
  made.measurement = {measurement, here};
  made.warn = {warn, warn.empty() ? Origin{} : here};
  made.fail = {fail, fail.empty() ? Origin{} : here};
  made.reason = "too many";
  made.hint = "have fewer";
  return made;
}

}  // namespace

TEST_CASE("A condition that is met becomes the error of its measurement, in its words") {
  auto probe = queue_probe();
  add_queue(probe.measurements[0].rows, "orders", 3);
  add_queue(probe.measurements[0].rows, "fills", 500);
  probe.measurements[0].schema.fields[1].warn_if_true = false;
  judge(probe, {condition("rabbitmq_queue", "messages > 100", "messages > 1000")});
  CHECK(probe.verdict == Verdict::warn);
  REQUIRE(probe.measurements[0].error);
  CHECK(probe.measurements[0].error->message == "queue=fills: watched: too many (messages is 500)");
  CHECK(probe.measurements[0].error->hint == "have fewer");
}

TEST_CASE("A condition speaks of its own measurement, and unknown speaks of nothing") {
  auto probe = queue_probe();
  add_queue(probe.measurements[0].rows, "orders", 3);
  judge(probe, {condition("other", "messages > 1"), condition("rabbitmq_queue", "reason == 'x'")});
  CHECK(probe.verdict == Verdict::ok);
}

TEST_CASE("The worst of fields and conditions counts, with its own words") {
  auto probe = queue_probe();
  add_queue(probe.measurements[0].rows, "signals", 2000, "2000 messages wait");
  auto same = probe;
  judge(same, {condition("rabbitmq_queue", "messages > 100")});
  CHECK(same.measurements[0].error->message == "queue=signals: 2000 messages wait");
  judge(probe, {condition("rabbitmq_queue", "", "messages > 100")});
  CHECK(probe.verdict == Verdict::fail);
  CHECK(probe.measurements[0].error->message ==
        "queue=signals: watched: too many (messages is 2000)");
}

TEST_CASE("How long a condition must hold is not waited for, and that is said") {
  auto probe = queue_probe();
  add_queue(probe.measurements[0].rows, "fills", 500);
  auto held = condition("rabbitmq_queue", "messages > 100");
  held.hold = std::chrono::seconds(30);
  judge(probe, {held});
  CHECK(probe.measurements[0].error->message ==
        "queue=fills: watched: too many (messages is 500), now; whether for 30 s is not waited "
        "for");
}

TEST_CASE("A condition on targets turns the line of its target") {
  auto probe = service_probe();
  add_service(probe.measurements[0].rows, "ws-gateway");
  add_service(probe.measurements[0].rows, "order-manager");
  auto slow = condition("service", "", "latency_ms > 10ms");
  slow.where = {"service == 'ws-gateway'", {"agent.yaml", 1, 1}};
  judge(probe, {slow});
  CHECK(probe.targets.at(0).verdict == Verdict::fail);
  CHECK(probe.targets.at(0).error->message == "watched: too many (latency_ms is 11.6)");
  CHECK(probe.targets.at(1).verdict == Verdict::ok);
}

TEST_CASE("A condition that does not fit what came is a warning that says why") {
  auto probe = queue_probe();
  add_queue(probe.measurements[0].rows, "orders", 3);
  judge(probe, {condition("rabbitmq_queue", "mesages > 1")});
  CHECK(probe.verdict == Verdict::warn);
  CHECK(probe.measurements[0].error->kind == ErrorKind::config);
  CHECK(probe.measurements[0].error->message ==
        "condition watched cannot be judged: rabbitmq_queue has no tag and no field 'mesages' (in "
        "'mesages > 1')");
  CHECK(probe.measurements[0].error->hint == "did you mean 'messages'?");
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
