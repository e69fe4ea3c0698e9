#include "agent/dashboard/dashboard.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <set>

#include "unit/agent/dashboard/sample_plan.hpp"

using namespace livetap;
using namespace livetap::test;
namespace json = boost::json;

namespace {

std::vector<std::string> rows_of(const dashboard::Plan& plan) {
  std::vector<std::string> rows;
  const auto whole = json::parse(dashboard::json_text(plan));
  for (const auto& panel : whole.at("panels").as_array()) {
    if (panel.at("type") == "row") {
      rows.emplace_back(panel.at("title").as_string());
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("the same plan gives the same bytes, another stream another dashboard") {
  auto plan = sample_plan();
  const auto text = dashboard::json_text(plan);
  CHECK(dashboard::json_text(sample_plan()) == text);
  CHECK(at(json::parse(text), "/uid") == "\"livetap-all-livetap\"");
  plan.stream = std::string(60, 's');
  const auto uid = at(json::parse(dashboard::json_text(plan)), "/uid");
  CHECK(uid.starts_with("\"livetap-all-"));
  CHECK(uid.size() <= 42);
}

TEST_CASE("each section is a row, the events stand where the plan says") {
  auto plan = sample_plan();
  using Rows = std::vector<std::string>;
  CHECK(rows_of(plan) == Rows{"broker", "trading", "Events"});
  plan.events_after = 1;
  plan.sections[1].schema.clear();
  CHECK(rows_of(plan) == Rows{"broker", "Events"});
}

TEST_CASE("the table of events shows when each happened, in its own time") {
  const auto events = panel_of(json::parse(dashboard::json_text(sample_plan())), "table", "event");
  CHECK(at(events, "/targets/0/channel") == "\"stream/livetap/event_table\"");
  const auto looks = at(events, "/fieldConfig");
  CHECK(looks.find("dateTimeAsIso") != std::string::npos);
  CHECK(looks.find(R"("error":{"text":"error","color":"red")") != std::string::npos);
}

TEST_CASE("every panel has an id of its own and lies inside the grid") {
  std::set<std::int64_t> ids;
  const auto whole = json::parse(dashboard::json_text(sample_plan()));
  for (const auto& panel : whole.at("panels").as_array()) {
    const auto id = panel.at("id").as_int64();
    CHECK(id > 0);
    CHECK(id <= 0x7fffffff);
    CHECK(ids.insert(id).second);
    const auto& place = panel.at("gridPos");
    CHECK(place.at("x").as_int64() + place.at("w").as_int64() <= 24);
  }
  CHECK(ids.size() > 10);
}
