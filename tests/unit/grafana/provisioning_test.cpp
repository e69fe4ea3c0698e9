#include <doctest/doctest.h>

#include "shipped.hpp"

using namespace livetap::test;
namespace json = boost::json;

namespace {

YAML::Node provisioned(const std::string& what) {
  return YAML::Load(read_shipped("grafana/provisioning/" + what + "/livetap.yaml"));
}

Names data_sources() {
  Names uids{"grafana"};  // the built-in one, of live panels
  for (const auto& source : provisioned("datasources")["datasources"]) {
    uids.insert(source["uid"].as<std::string>());
  }
  return uids;
}

// Every {"type", "uid"} of a data source in a dashboard.
void collect_sources(const json::value& value, Names& uids) {
  if (const auto* list = value.if_array()) {
    for (const auto& item : *list) collect_sources(item, uids);
  }
  if (const auto* object = value.if_object()) {
    for (const auto& [key, item] : *object) {
      const auto* source = key == "datasource" ? item.if_object() : nullptr;
      if (source != nullptr) uids.emplace(source->at("uid").as_string());
      collect_sources(item, uids);
    }
  }
}

}  // namespace

TEST_CASE("the data sources are the two databases, each read as its own reader") {
  const auto sources = provisioned("datasources")["datasources"];
  REQUIRE(sources.size() == 2);
  CHECK(sources[0]["uid"].as<std::string>() == "livetap-history");
  CHECK(sources[0]["user"].as<std::string>() == "livetap_reader");
  CHECK(sources[1]["uid"].as<std::string>() == "livetap-trading");
  CHECK(sources[1]["user"].as<std::string>() == "grafana_monitor");
  for (const auto& source : sources) {
    CHECK(source["type"].as<std::string>() == "grafana-postgresql-datasource");
  }
}

TEST_CASE("dashboards ask the provisioned data sources and no others") {
  for (const auto& [uid, dashboard] : dashboards()) {
    INFO(uid);
    Names asked;
    collect_sources(dashboard, asked);
    CHECK(missing(asked, data_sources()) == Names{});
  }
}

// Grafana makes the folder of the rules by its name alone, before the one of the dashboards; when
// that asks for the same name under a uid, Grafana ends, at each start.
TEST_CASE("dashboards and alert rules share one folder, known by its name") {
  const auto provider = provisioned("dashboards")["providers"][0];
  CHECK_FALSE(provider["folderUid"].IsDefined());
  for (const auto& group : provisioned("alerting")["groups"]) {
    CHECK(group["folder"].as<std::string>() == provider["folder"].as<std::string>());
  }
}

TEST_CASE("there is an alert rule for each thing that operators must hear of") {
  const auto groups = provisioned("alerting")["groups"];
  REQUIRE(groups.size() == 1);
  Names titles;
  for (const auto& rule : groups[0]["rules"]) titles.insert(rule["title"].as<std::string>());
  CHECK(titles == Names{"Service down", "Queue lagging", "WebSocket disconnected", "No signals",
                        "Probe failing", "Agent silent"});
}

TEST_CASE("an alert rule asks the history, judges its answer, and leads to a panel that is there") {
  const auto shown = dashboards();
  const auto groups = provisioned("alerting")["groups"];
  for (const auto& rule : groups[0]["rules"]) {
    INFO(rule["title"].as<std::string>());
    const auto query = rule["data"][0];
    const auto verdict = rule["data"][1];
    CHECK(query["datasourceUid"].as<std::string>() == "livetap-history");
    CHECK(verdict["datasourceUid"].as<std::string>() == "__expr__");
    CHECK(verdict["model"]["expression"].as<std::string>() == query["refId"].as<std::string>());
    CHECK(rule["condition"].as<std::string>() == verdict["refId"].as<std::string>());

    const auto dashboard = rule["annotations"]["__dashboardUid__"].as<std::string>();
    REQUIRE(shown.count(dashboard) == 1);
    const auto id = std::stoll(rule["annotations"]["__panelId__"].as<std::string>());
    int found = 0;
    for (const auto& panel : panels_of(shown.at(dashboard))) found += panel.at("id") == id ? 1 : 0;
    CHECK(found == 1);
  }
}
