#include <doctest/doctest.h>

#include "agent/once/render.hpp"
#include "unit/agent/once/reports.hpp"

using namespace livetap;
using namespace livetap::once;
using namespace livetap::once::test;

namespace {

Report small_report() {
  Report report{"trading-1", "0.1.0", {queue_probe()}, {}};
  add_queue(report.probes[0].measurements[0].rows, "orders", 3);
  return report;
}

}  // namespace

TEST_CASE("A table has one line for each probe and sink and one for the whole") {
  auto report = small_report();
  report.sinks.push_back({"grafana", Verdict::ok, Milliseconds(20), "pushes are accepted", {}});
  CHECK(render_table(report, false) ==
        "ok    rabbitmq    7 ms  1 row, 1 series\n"
        "ok    grafana    20 ms  pushes are accepted\n"
        "ok    trading-1\n");
}

TEST_CASE("A failure says what is wrong and the likely cure on its probe's own line") {
  auto report = small_report();
  auto& probe = report.probes[0];
  probe.measurements[0].rows.clear();
  probe.error = Error{ErrorKind::unavailable, "127.0.0.1:15672 refuses", "start it", ""};
  probe.measurements[0].error = probe.error;
  judge(probe);
  CHECK(render_table(report, false) ==
        "fail  rabbitmq   7 ms  0 rows, 0 series: 127.0.0.1:15672 refuses -> start it\n"
        "fail  trading-1\n");
}

TEST_CASE("A measurement that fails alone has a line of its own under its probe") {
  auto report = small_report();
  auto& probe = report.probes[0];
  probe.measurements[0].error = Error{ErrorKind::timeout, "too late", "", ""};
  judge(probe);
  CHECK(render_table(report, false).find("fail    rabbitmq_queue        too late\n") !=
        std::string::npos);
}

TEST_CASE("Every target has its line below its probe, and only what is broken is red") {
  Report report{"trading-1", "0.1.0", {service_probe()}, {}};
  add_service(report.probes[0].measurements[0].rows, "ws-gateway");
  add_service(report.probes[0].measurements[0].rows, "order-manager", "connection refused");
  judge(report.probes[0]);
  CHECK(render_table(report, false) ==
        "fail  services         21 ms  2 rows, 2 series: 1 of 2 targets is not well\n"
        "ok      ws-gateway     12 ms\n"
        "fail    order-manager   0 ms  connection refused -> start it\n"
        "fail  trading-1\n");
}

TEST_CASE("Targets that could not be gathered leave the line of their measurement") {
  Report report{"trading-1", "0.1.0", {service_probe()}, {}};
  report.probes[0].measurements[0].error = Error{ErrorKind::timeout, "too late", "", ""};
  judge(report.probes[0]);
  CHECK(render_table(report, false).find("fail    service         too late\n") !=
        std::string::npos);
}

TEST_CASE("A target's name cannot steer the terminal") {
  Report report{"trading-1", "0.1.0", {service_probe()}, {}};
  add_service(report.probes[0].measurements[0].rows, "ws\n\x1b[2J");
  judge(report.probes[0]);
  CHECK(render_table(report, false).find("ws  [2J") != std::string::npos);
}

TEST_CASE("Control characters from a source do not reach the terminal") {
  auto report = small_report();
  report.probes[0].error = Error{ErrorKind::protocol, "a\nb\x1b[2J", "", ""};
  CHECK(render_table(report, false).find('\x1b') == std::string::npos);
  CHECK(render_table(report, false).find("a b [2J") != std::string::npos);
}

TEST_CASE("Verdicts are coloured only when asked") {
  CHECK(render_table(small_report(), true).find("\x1b[32mok  \x1b[0m") != std::string::npos);
}

TEST_CASE("JSON gives every part in the documented form") {
  auto report = small_report();
  report.sinks.push_back(
      {"grafana", Verdict::fail, Milliseconds(1), "", Error{ErrorKind::auth, "403", "admin", ""}});
  CHECK(render_json(report) ==
        R"({"agent":"trading-1","version":"0.1.0","verdict":"fail","probes":[)"
        R"({"name":"rabbitmq","plugin":"rabbitmq","verdict":"ok","duration_ms":7,"rows":1,)"
        R"("series":1,"error":null,"targets":[],"measurements":[{"name":"rabbitmq_queue",)"
        R"("verdict":"ok","error":null,"rows":[{"time":1700000000123,"tags":{"queue":"orders"},)"
        R"("fields":{"messages":3,"lagging":false,"reason":null}}]}]}],"sinks":[)"
        R"({"name":"grafana","verdict":"fail","error":{"kind":"auth","message":"403",)"
        R"("hint":"admin"}}]})"
        "\n");
}

TEST_CASE("JSON gives a probe that fails in part the words of its worst part") {
  auto report = small_report();
  auto& probe = report.probes[0];
  probe.measurements.push_back(probe.measurements[0]);
  add_queue(probe.measurements[0].rows, "slow", 900, "900 wait");
  probe.measurements[1].error = Error{ErrorKind::timeout, "too late", "", ""};
  judge(probe);
  CHECK(render_json(report).find(
            R"("series":3,"error":{"kind":"timeout","message":"too late","hint":""},"targets")") !=
        std::string::npos);
  probe.measurements.pop_back();
  probe.verdict = Verdict::ok;
  judge(probe);
  CHECK(render_json(report).find(
            R"("error":{"kind":"unavailable","message":"queue=slow: 900 wait")") !=
        std::string::npos);
}

TEST_CASE("JSON gives a probe of which a target is not known yet the words of that target") {
  Report report{"trading-1", "0.1.0", {service_probe()}, {}};
  report.probes[0].verdict = Verdict::warn;
  report.probes[0].targets.push_back(
      {"a", Verdict::warn, Milliseconds(0),
       Error{ErrorKind::timeout, "nothing is known of it yet", "", ""}});
  CHECK(report.probes[0].reason()->message == "nothing is known of it yet");
}

TEST_CASE("JSON gives each target in the documented form") {
  Report report{"trading-1", "0.1.0", {service_probe()}, {}};
  add_service(report.probes[0].measurements[0].rows, "ws-gateway");
  add_service(report.probes[0].measurements[0].rows, "order-manager", "connection refused");
  judge(report.probes[0]);
  CHECK(render_json(report).find(
            R"("targets":[{"name":"ws-gateway","verdict":"ok","duration_ms":12,"error":null},)"
            R"({"name":"order-manager","verdict":"fail","duration_ms":0,"error":)"
            R"({"kind":"unavailable","message":"connection refused","hint":"start it"}}])") !=
        std::string::npos);
}

TEST_CASE("A number that is none is null in JSON") {
  auto report = small_report();
  auto& measurement = report.probes[0].measurements[0];
  measurement.schema.fields = {field("x", FieldType::f64)};
  measurement.rows = RowBlock(1, 1);
  measurement.rows.begin_row();
  measurement.rows.add_tag("a");
  measurement.rows.add(std::numeric_limits<double>::quiet_NaN());
  CHECK(render_json(report).find(R"("fields":{"x":null})") != std::string::npos);
}

TEST_CASE("Line protocol gives every row and nothing else") {
  auto report = small_report();
  report.sinks.push_back({"grafana", Verdict::ok, Milliseconds(20), "pushes are accepted", {}});
  CHECK(render_influx(report) ==
        "rabbitmq_queue,queue=orders messages=3i,lagging=f 1700000000123000000\n");
}
