#include "agent/dashboard/dashboard.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <utility>

#include "agent/dashboard/indented_json.hpp"
#include "agent/dashboard/measurement_panels.hpp"
#include "agent/dashboard/panel_grid.hpp"
#include "agent/dashboard/stable_number.hpp"

namespace livetap::dashboard {

namespace json = boost::json;

namespace {

/// Grafana takes 40 characters.
std::string uid_of(const std::string& stream) {
  const auto uid = "livetap-all-" + stream;
  return uid.size() <= 40 ? uid : "livetap-all-" + std::to_string(stable_number(stream));
}

void add_section(PanelGrid& grid, const std::string& title, std::vector<PanelLines> measurements) {
  grid.add_row(title);
  for (auto& lines : measurements) {
    for (auto& line : lines) {
      grid.add(std::move(line));
    }
  }
}

json::array panels_of(const Plan& plan) {
  PanelGrid grid;
  for (std::size_t i = 0; i <= plan.sections.size(); ++i) {
    if (i == plan.events_after) {
      add_section(grid, "Events", {event_panels(plan.stream)});
    }
    if (i == plan.sections.size() || plan.sections[i].schema.empty()) {
      continue;
    }
    std::vector<PanelLines> measurements;
    for (const auto& measurement : plan.sections[i].schema) {
      measurements.push_back(measurement_panels(plan.stream, measurement, plan.windows));
    }
    add_section(grid, plan.sections[i].title, std::move(measurements));
  }
  return std::move(grid).take();
}

}  // namespace

std::string json_text(const Plan& plan) {
  json::object dashboard{
      {"uid", uid_of(plan.stream)},
      {"title", "Livetap: all measurements of " + plan.stream},
      {"description", "Made by agent --dashboard from the config and its plugins."},
      {"tags", {"livetap"}},
      {"schemaVersion", 39},
      {"editable", true},
      {"graphTooltip", 1},
      {"time", {{"from", "now-5m"}, {"to", "now"}}},
      {"refresh", ""},
      {"panels", panels_of(plan)}};
  return indented(dashboard);
}

}  // namespace livetap::dashboard
