#include "agent/dashboard/panel_grid.hpp"

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>

using namespace livetap::dashboard;
namespace json = boost::json;

namespace {

std::vector<Panel> panels(std::initializer_list<int> heights) {
  std::vector<Panel> made;
  for (const int height : heights) {
    made.push_back({.key = "panel " + std::to_string(made.size()), .height = height});
  }
  return made;
}

/// x, y, w and h of each panel.
std::string places(PanelGrid grid) {
  std::string text;
  for (const auto& panel : std::move(grid).take()) {
    const auto& place = panel.at("gridPos").as_object();
    for (const char* key : {"x", "y", "w", "h"}) {
      text += json::serialize(place.at(key)) + (*key == 'h' ? "; " : " ");
    }
  }
  return text;
}

std::string placed(std::initializer_list<int> heights) {
  PanelGrid grid;
  grid.add(panels(heights));
  return places(std::move(grid));
}

}  // namespace

TEST_CASE("panels fill their lines, three in each at most, and never leave one alone") {
  CHECK(placed({8}) == "0 0 24 8; ");
  CHECK(placed({8, 8}) == "0 0 12 8; 12 0 12 8; ");
  CHECK(placed({8, 8, 8}) == "0 0 8 8; 8 0 8 8; 16 0 8 8; ");
  CHECK(placed({8, 8, 8, 8}) == "0 0 12 8; 12 0 12 8; 0 8 12 8; 12 8 12 8; ");
  CHECK(placed({8, 8, 8, 8, 8}) == "0 0 8 8; 8 0 8 8; 16 0 8 8; 0 8 12 8; 12 8 12 8; ");
}

TEST_CASE("a panel with two shares is twice as wide as one beside it") {
  PanelGrid grid;
  auto two = panels({8, 8});
  two[0].share = 2;
  grid.add(std::move(two));
  CHECK(places(std::move(grid)) == "0 0 16 8; 16 0 8 8; ");
}

TEST_CASE("a line is as high as its highest panel, and what follows stands below it") {
  PanelGrid grid;
  grid.add_row("broker");
  grid.add(panels({4, 8}));
  grid.add_row("trading");
  CHECK(places(std::move(grid)) == "0 0 24 1; 0 1 12 8; 12 1 12 8; 0 9 24 1; ");
}

TEST_CASE("a panel keeps its id whatever stands beside it, and no two have the same") {
  PanelGrid alone;
  alone.add({{.key = "queue_5m/chart/ms"}});
  PanelGrid among;
  among.add_row("broker");
  among.add({{.key = "another"}, {.key = "queue_5m/chart/ms"}, {.key = "queue_5m/chart/ms"}});
  const auto first = std::move(alone).take();
  const auto others = std::move(among).take();
  CHECK(others[2].at("id") == first[0].at("id"));
  CHECK(others[3].at("id") != first[0].at("id"));
}
