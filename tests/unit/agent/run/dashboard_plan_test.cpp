#include "agent/run/dashboard_plan.hpp"

#include <doctest/doctest.h>

#include "agent/run/shape_store.hpp"
#include "support/temp_folder.hpp"

using namespace livetap;

namespace {

Measurement measurement(const std::string& name) {
  Measurement shape;
  shape.name = name;
  Field field;
  field.name = "value";
  shape.fields = {field};
  return shape;
}

/// One probe, trading, that measures `schema`, with its state in a folder.
CheckedConfig checked(const test::TempFolder& folder, Result<Schema> schema) {
  CheckedConfig made;
  made.config.agent.state_dir = folder.path();
  made.config.probes.emplace_back();
  made.config.probes[0].name = "trading";
  made.specs.emplace_back();
  made.schemas.push_back(std::move(schema));
  return made;
}

std::vector<std::string> titles_of(const dashboard::Plan& plan) {
  std::vector<std::string> titles;
  for (const auto& section : plan.sections) {
    titles.push_back(section.title);
  }
  return titles;
}

using Titles = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "Probes come first, then the events, then the agent; conditions only where there are any") {
  const test::TempFolder folder;
  auto config = checked(folder, Schema{measurement("orders")});
  auto plan = dashboard_plan(config).value();
  CHECK(titles_of(plan) == Titles{"trading", "The agent itself"});
  CHECK(plan.events_after == 1);
  config.config.probes[0].conditions.emplace_back();
  plan = dashboard_plan(config).value();
  CHECK(titles_of(plan) == Titles{"Conditions", "trading", "The agent itself"});
  CHECK(plan.events_after == 2);
}

TEST_CASE("Stream and windows are the config's, or those that a grafana section has by default") {
  const test::TempFolder folder;
  auto config = checked(folder, Schema{});
  auto plan = dashboard_plan(config).value();
  CHECK(plan.stream == "livetap");
  REQUIRE(plan.windows.size() == 2);
  CHECK(plan.windows[0].suffix == "5m");
  CHECK(plan.windows[1].length == std::chrono::hours(1));
  config.config.grafana.emplace();
  config.config.grafana->stream = "desk";
  config.config.grafana->windows = {{"15m", std::chrono::minutes(15)}};
  plan = dashboard_plan(config).value();
  CHECK(plan.stream == "desk");
  REQUIRE(plan.windows.size() == 1);
  CHECK(plan.windows[0].suffix == "15m");
}

TEST_CASE("The columns of a query are those that it had when the agent ran last") {
  const test::TempFolder folder;
  auto late = measurement("recent");
  late.late = true;
  auto known = late;
  late.fields.clear();
  REQUIRE(ShapeStore(folder / "shapes.json").put("trading", known).has_value());
  auto stated = measurement("orders");
  auto stale = stated;
  stale.fields[0].name = "old";
  REQUIRE(ShapeStore(folder / "shapes.json").put("trading", stale).has_value());
  const auto plan = dashboard_plan(checked(folder, Schema{late, stated})).value();
  REQUIRE(plan.sections[0].schema[0].fields.size() == 1);
  CHECK(plan.sections[0].schema[0].fields[0].name == "value");
  CHECK(plan.sections[0].schema[1].fields[0].name == "value");
}

TEST_CASE("A plugin that does not say what it measures is named, and why") {
  const test::TempFolder folder;
  const auto plan = dashboard_plan(
      checked(folder, Error{ErrorKind::internal, "its worker was killed", "look at the log", ""}));
  REQUIRE(plan.has_error());
  CHECK(plan.error().message ==
        "probe trading: its plugin does not say what it measures: its worker was killed");
  CHECK(plan.error().hint == "look at the log");
}
