#include <doctest/doctest.h>

#include "shipped.hpp"

using namespace livetap::test;
namespace json = boost::json;

namespace {

Names known_units() {
  return {"short",
          "percentunit",
          "ms",
          "s",
          "bytes",
          "cps",
          "dateTimeAsIso",
          "dateTimeAsIsoNoDateIfToday"};
}

void collect_units(const json::value& value, Names& units) {
  if (const auto* list = value.if_array()) {
    for (const auto& item : *list) collect_units(item, units);
  }
  const auto* object = value.if_object();
  if (object == nullptr) return;
  for (const auto& [key, item] : *object) {
    if (key == "unit") units.emplace(item.as_string());
    if (key == "id" && item == "unit") units.emplace(object->at("value").as_string());
    collect_units(item, units);
  }
}

std::int64_t edge(const json::object& place, const char* from, const char* size) {
  return place.at(from).as_int64() + place.at(size).as_int64();
}

}  // namespace

TEST_CASE("three dashboards are shipped, by the names that links and bookmarks rely on") {
  Names uids;
  for (const auto& [uid, dashboard] : dashboards()) uids.insert(uid);
  CHECK(uids == Names{"livetap-agent", "livetap-trading-history", "livetap-trading-now"});
}

TEST_CASE("dashboards refresh each minute and link to each other with the time range kept") {
  for (const auto& [uid, dashboard] : dashboards()) {
    INFO(uid);
    CHECK(dashboard.at("refresh") == "1m");
    CHECK(dashboard.at("tags") == json::array{"livetap"});
    const auto& link = dashboard.at("links").as_array().at(0);
    CHECK(link.at("tags") == json::array{"livetap"});
    CHECK(link.at("keepTime").as_bool());
    CHECK(link.at("includeVars").as_bool());
  }
}

TEST_CASE("panels have an id and a title of their own, and do not lie on each other") {
  for (const auto& [uid, dashboard] : dashboards()) {
    const auto panels = panels_of(dashboard);
    std::set<std::int64_t> ids;
    std::set<std::pair<std::int64_t, std::int64_t>> cells;
    for (const auto& panel : panels) {
      INFO(uid << ": " << panel.at("title").as_string());
      CHECK(ids.insert(panel.at("id").as_int64()).second);
      CHECK_FALSE(panel.at("title").as_string().empty());
      const auto& place = panel.at("gridPos").as_object();
      CHECK(edge(place, "x", "w") <= 24);
      int taken = 0;
      for (auto x = place.at("x").as_int64(); x < edge(place, "x", "w"); ++x) {
        for (auto y = place.at("y").as_int64(); y < edge(place, "y", "h"); ++y) {
          taken += cells.insert({x, y}).second ? 0 : 1;
        }
      }
      CHECK(taken == 0);
    }
  }
}

TEST_CASE("a panel without data says so in words of its own") {
  for (const auto& [uid, dashboard] : dashboards()) {
    for (const auto& panel : panels_of(dashboard)) {
      INFO(uid << ": " << panel.at("title").as_string());
      const auto& defaults = panel.at("fieldConfig").at("defaults").as_object();
      REQUIRE(defaults.contains("noValue"));
      CHECK_FALSE(defaults.at("noValue").as_string().empty());
    }
  }
}

TEST_CASE("the header keeps a tile for each source, also where two say the same words") {
  const auto header = panels_of(dashboards().at("livetap-trading-now")).at(0);
  REQUIRE(header.at("id") == 1);
  const auto& last = header.at("transformations").as_array().back();
  REQUIRE(last.at("id") == "groupBy");
  const auto& fields = last.at("options").at("fields").as_object();
  CHECK(fields.at("name (first)").at("operation") == "groupby");
  CHECK(fields.at("words (first)").at("operation") == "groupby");
}

TEST_CASE("units are those that Grafana knows") {
  for (const auto& [uid, dashboard] : dashboards()) {
    INFO(uid);
    Names units;
    collect_units(dashboard, units);
    CHECK(missing(units, known_units()) == Names{});
  }
}

TEST_CASE("no SQL panel draws more points than it has room for, or a table without end") {
  for (const auto& [uid, dashboard] : dashboards()) {
    for (const auto& panel : panels_of(dashboard)) {
      if (panel.at("datasource").at("uid") == "grafana") continue;
      INFO(uid << ": " << panel.at("title").as_string());
      const auto sql = std::string(panel.at("targets").at(0).at("rawSql").as_string());
      const bool bounded = panel.contains("maxDataPoints") ||
                           sql.find("\nlimit ") != std::string::npos ||
                           sql.find(" limit ") != std::string::npos || panel.at("type") == "stat";
      CHECK(bounded);
    }
  }
}
