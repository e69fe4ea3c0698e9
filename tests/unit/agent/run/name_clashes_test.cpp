#include <doctest/doctest.h>

#include "agent/run/checked_config.hpp"

using namespace livetap;

namespace {

Schema schema_of(std::initializer_list<const char*> names) {
  Schema schema;
  for (const auto* name : names) {
    Measurement measurement;
    measurement.name = name;
    schema.push_back(measurement);
  }
  return schema;
}

const std::vector<WindowConfig> windows{{"5m", std::chrono::minutes(5)}};

}  // namespace

TEST_CASE("Names that differ do not clash") {
  CHECK(name_clashes({schema_of({"signals", "orders"}), schema_of({"fills"})}, {"a", "b"}, windows)
            .empty());
}

TEST_CASE("A name that two probes give is the second one's mistake and names the first") {
  const auto clashes =
      name_clashes({schema_of({"signals"}), schema_of({"signals"})}, {"a", "b"}, windows);
  REQUIRE(clashes.size() == 1);
  CHECK(clashes[0].probe == 1);
  CHECK(clashes[0].error.message == "measurement 'signals' is already that of probe 'a'");
}

TEST_CASE("The agent's own names and the suffixes of views are refused") {
  const auto clashes =
      name_clashes({schema_of({"probe", "x_table", "x_5m", "x_1h", "condition"})}, {"a"}, windows);
  REQUIRE(clashes.size() == 4);
  CHECK(clashes[0].error.message == "'probe' is the agent's own measurement");
  CHECK(clashes[2].error.message == "'x_5m' ends in _5m, which names a window of a measurement");
  CHECK(clashes[3].error.message == "'condition' is the agent's own measurement");
}

TEST_CASE("Names that would meet in one table of the history are refused, whoever gives them") {
  const auto clashes = name_clashes({schema_of({"orders", "orders_minute", "fills_hour"}),
                                     schema_of({"fills", "orders_by", "signals_hour", "standby"})},
                                    {"a", "b"}, windows);
  REQUIRE(clashes.size() == 3);
  CHECK(clashes[0].probe == 0);
  CHECK(clashes[0].measurement == "orders_minute");
  CHECK(clashes[0].error.message ==
        "'orders_minute' clashes with the history of measurement 'orders'");
  CHECK(clashes[0].error.hint == "give it another name, or its probe a prefix");
  CHECK(clashes[1].measurement == "fills_hour");
  CHECK(clashes[2].probe == 1);
  CHECK(clashes[2].measurement == "orders_by");
}

TEST_CASE("Names that would meet the history of the agent's own measurements are refused") {
  const auto clashes = name_clashes(
      {schema_of({"event_hour", "probe_minute", "livetap_by", "condition_hour", "event_day"})},
      {"a"}, windows);
  REQUIRE(clashes.size() == 4);
  CHECK(clashes[0].error.message == "'event_hour' clashes with the history of measurement 'event'");
}

TEST_CASE("A table has no history, and its name clashes with none") {
  auto schema = schema_of({"orders", "orders_by", "fills", "fills_hour"});
  schema[1].table = true;
  schema[2].table = true;
  CHECK(name_clashes({schema}, {"a"}, windows).empty());
}
