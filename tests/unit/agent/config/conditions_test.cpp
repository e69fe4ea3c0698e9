#include <doctest/doctest.h>

#include "fake_environment.hpp"

using namespace livetap;

namespace {

std::string probe_with(const std::string& keys) {
  return "probes:\n- name: a\n  plugin: rabbitmq\n  settings: {url: 'http://h'}\n" + keys;
}

ProbeConfig good(const std::string& keys) {
  auto loaded = test::load(probe_with(keys));
  REQUIRE(loaded.text() == "");
  return loaded.config->probes.at(0);
}

std::string bad(const std::string& keys) {
  return test::only(test::load(probe_with(keys)).mistakes);
}

}  // namespace

TEST_CASE("a probe believes a change after two gathers, or as many as it says") {
  CHECK((good("").hysteresis == Hysteresis{2, 2}));
  CHECK((good("  hysteresis: {down: 1}").hysteresis == Hysteresis{1, 2}));
  CHECK((good("  hysteresis: {down: 5, up: 10}").hysteresis == Hysteresis{5, 10}));
  CHECK(bad("  hysteresis: {down: 0}") == "5:22 'down' must be from 1 to 1000");
  CHECK(bad("  hysteresis: {up: 1001}") == "5:20 'up' must be from 1 to 1000");
}

TEST_CASE("everything about a condition can be said") {
  const auto probe = good(R"(  conditions:
    - name: rejects
      measurement: orders_by_status
      where: status == 'rejected'
      warn: count > 20
      fail: count > 100
      for: 30s
      reason: many rejected orders
      hint: look at the order manager
    - {name: slow, measurement: orders_by_status, warn: "delay > 1"})");
  REQUIRE(probe.conditions.size() == 2);
  const auto& rejects = probe.conditions[0];
  CHECK(rejects.name == "rejects");
  CHECK(rejects.measurement.text == "orders_by_status");
  CHECK(rejects.where.text == "status == 'rejected'");
  CHECK(rejects.warn.text == "count > 20");
  CHECK(rejects.warn.origin.line == 9);
  CHECK(rejects.warn.origin.column == 13);
  CHECK(rejects.fail.text == "count > 100");
  CHECK((rejects.hold == std::chrono::seconds(30)));
  CHECK(rejects.reason == "many rejected orders");
  CHECK(rejects.hint == "look at the order manager");
  const auto& slow = probe.conditions[1];
  CHECK(slow.where.text.empty());
  CHECK(slow.fail.text.empty());
  CHECK((slow.hold == Milliseconds(0)));
}

TEST_CASE("a condition has a name of its own, a measurement, and says when it is met") {
  CHECK(bad("  conditions: [{name: Up!, measurement: m, fail: x}]") ==
        "5:23 'name' must be a name: [a-z][a-z0-9_]{0,39}");
  CHECK(bad("  conditions: [{name: a, fail: x}]") ==
        "5:16 'measurement' is missing in probes[0].conditions[0]");
  CHECK(bad("  conditions: [{name: a, measurement: m}]") ==
        "5:16 the condition has neither 'warn' nor 'fail'");
  CHECK(bad("  conditions: [{name: a, measurement: m, fail: x, for: 2d}]") ==
        "5:56 'for' must be from 0 to 1d");
  CHECK(bad("  conditions:\n  - {name: a, measurement: m, fail: x}\n"
            "  - {name: a, measurement: n, warn: x}") == "7:12 the condition 'a' is there twice");
}
