#include "agent/dashboard/measurement_panels.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "unit/agent/dashboard/sample_plan.hpp"

using namespace livetap;
using namespace livetap::test;
namespace json = boost::json;

namespace {

json::value sample() {
  return json::parse(dashboard::json_text(sample_plan()));
}

/// The properties of a field's override, all in one text; empty when it has none.
std::string override_of(const json::object& panel, const char* field) {
  for (const auto& entry : panel.at("fieldConfig").at("overrides").as_array()) {
    if (entry.at("matcher").at("options") == field) {
      return at(entry, "/properties");
    }
  }
  return "";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("numbers of one unit share a chart on the shortest window, set as a window needs it") {
  const auto chart = panel_of(sample(), "timeseries", "queue: messages");
  CHECK(at(chart, "/title") == "\"queue: messages, ready\"");
  CHECK(at(chart, "/targets/0/channel") == "\"stream/livetap/queue_5m\"");
  CHECK(at(chart, "/targets/0/queryType") == "\"measurements\"");
  CHECK(at(chart, "/targets/0/filter/fields") == R"(["time","messages","ready"])");
  CHECK(at(chart, "/maxDataPoints") == "150");
  CHECK(at(chart, "/timeFrom") == "\"5m\"");
  CHECK_FALSE(chart.at("targets").at(0).as_object().contains("buffer"));
  CHECK(at(chart, "/fieldConfig/defaults/unit") == "\"short\"");
  CHECK(at(chart, "/description") == R"("Each queue.\n\n- **messages**: Ready and unacked.\n")");
}

TEST_CASE("counters have a chart of their own") {
  CHECK(at(panel_of(sample(), "timeseries", "queue: published"), "/targets/0/filter/fields") ==
        R"(["time","published"])");
}

TEST_CASE("a legend has the values of the tags, and the field where a chart has several") {
  CHECK(at(panel_of(sample(), "timeseries", "queue: messages"),
           "/fieldConfig/defaults/displayName") ==
        R"("${__field.labels.vhost}, ${__field.labels.queue} ${__field.name}")");
  CHECK(at(panel_of(sample(), "timeseries", "queue: load"), "/fieldConfig/defaults/displayName") ==
        R"("${__field.labels.vhost}, ${__field.labels.queue}")");
  CHECK_FALSE(panel_of(sample(), "timeseries", "flow: delay")
                  .at("fieldConfig")
                  .at("defaults")
                  .as_object()
                  .contains("displayName"));
}

TEST_CASE("states have a timeline each; bools are words in the colours of what they mean") {
  const auto dashboard = sample();
  const auto lagging =
      override_of(panel_of(dashboard, "state-timeline", "queue: lagging"), "lagging");
  CHECK(has(lagging, R"("1":{"text":"yes","color":"yellow","index":0})"));
  CHECK(has(lagging, R"("0":{"text":"no","color":"green","index":1})"));
  const auto running =
      override_of(panel_of(dashboard, "state-timeline", "queue: running"), "running");
  CHECK(has(running, R"("1":{"text":"yes","color":"green","index":0})"));
  CHECK(has(running, R"("0":{"text":"no","color":"red","index":1})"));
  const auto state = override_of(panel_of(dashboard, "state-timeline", "queue: state"), "state");
  CHECK(has(state, R"("running":{"text":"running","color":"green")"));
  CHECK(has(state, R"("down":{"text":"down","color":"red")"));
  CHECK(at(panel_of(dashboard, "state-timeline", "queue: state"), "/timeFrom") == "\"5m\"");
}

TEST_CASE(
    "a measurement of series has a table of all columns, tags first, and bars of its shares") {
  const auto dashboard = sample();
  const auto table = panel_of(dashboard, "table", "queue");
  CHECK(at(table, "/targets/0/channel") == "\"stream/livetap/queue_table\"");
  CHECK(at(table, "/targets/0/buffer") == "500");
  CHECK_FALSE(table.contains("timeFrom"));
  CHECK(at(table, "/transformations/0/options/indexByName") ==
        R"({"vhost":0,"queue":1,"messages":2,"ready":3,"published":4,"load":5,"lagging":6,)"
        R"("running":7,"state":8,"seen_at":9,"reason":10,"age_s":11})");
  CHECK(override_of(table, "time") == R"([{"id":"custom.hidden","value":true}])");
  CHECK(override_of(table, "seen_at") == R"([{"id":"unit","value":"dateTimeAsIso"}])");
  CHECK(has(override_of(table, "lagging"), "yellow"));
  CHECK(override_of(table, "reason").empty());

  const auto bars = panel_of(dashboard, "bargauge", "queue: load");
  CHECK(at(bars, "/targets/0/filter/fields") == R"(["time","vhost","queue","load"])");
  CHECK(at(bars, "/fieldConfig/defaults/max") == "1");
}

TEST_CASE("a measurement of one series has its values and their age, without the reasons") {
  const auto values = panel_of(sample(), "stat", "flow");
  CHECK(at(values, "/targets/0/channel") == "\"stream/livetap/flow_table\"");
  CHECK(at(values, "/targets/0/filter/fields") == R"(["time","open","delay_ms","age_s"])");
  CHECK(has(override_of(values, "delay_ms"), R"({"id":"displayName","value":"delay"})"));
  CHECK(has(override_of(values, "delay_ms"), R"({"id":"unit","value":"ms"})"));
}

TEST_CASE("a table measurement has its table alone") {
  const auto lines = dashboard::measurement_panels("livetap", signals(), sample_plan().windows);
  REQUIRE(lines.size() == 1);
  REQUIRE(lines[0].size() == 1);
  CHECK(lines[0][0].json.at("type") == "table");
}

TEST_CASE("a query whose columns are not known yet has a table that shows whatever comes") {
  auto shape = signals();
  shape.table = false;
  shape.late = true;
  shape.fields.clear();
  const auto lines = dashboard::measurement_panels("livetap", shape, sample_plan().windows);
  REQUIRE(lines.size() == 1);
  const auto& table = lines[0][0].json;
  CHECK_FALSE(table.at("targets").at(0).as_object().contains("filter"));
  CHECK_FALSE(table.contains("transformations"));
  CHECK(has(override_of(table, "/^(at|.*_at)$/"), "dateTimeAsIso"));
}

TEST_CASE("without windows a course is what comes from now on") {
  const auto lines = dashboard::measurement_panels("livetap", queues(), {});
  const auto& chart = lines.at(1).at(0).json;
  CHECK(at(chart, "/targets/0/channel") == "\"stream/livetap/queue\"");
  CHECK_FALSE(chart.contains("timeFrom"));
}
