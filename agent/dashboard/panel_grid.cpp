#include "agent/dashboard/panel_grid.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "agent/dashboard/stable_number.hpp"

namespace livetap::dashboard {

namespace json = boost::json;

namespace {

constexpr int columns = 24;
constexpr std::size_t most_in_line = 3;

/// Four are two and two: a last line of one would be three times as wide as the others.
std::size_t next_line(std::size_t left) {
  return left == most_in_line + 1 ? 2 : std::min(left, most_in_line);
}

}  // namespace

void PanelGrid::add_row(const std::string& title) {
  json::object row{
      {"type", "row"}, {"title", title}, {"collapsed", false}, {"panels", json::array{}}};
  place(std::move(row), "row/" + title, 0, columns, 1);
  ++y_;
}

void PanelGrid::add(std::vector<Panel> panels) {
  auto from = std::make_move_iterator(panels.begin());
  for (auto left = panels.size(); left > 0;) {
    const auto count = next_line(left);
    add_line({from, from + static_cast<std::ptrdiff_t>(count)});
    from += static_cast<std::ptrdiff_t>(count);
    left -= count;
  }
}

void PanelGrid::add_line(std::vector<Panel> line) {
  int shares = 0;
  int height = 0;
  for (const auto& panel : line) {
    shares += panel.share;
    height = std::max(height, panel.height);
  }
  int x = 0;
  for (auto& panel : line) {
    const int width = columns * panel.share / shares;
    place(std::move(panel.json), panel.key, std::exchange(x, x + width), width, height);
  }
  y_ += height;
}

void PanelGrid::place(json::object panel, const std::string& key, int x, int width, int height) {
  json::object placed{{"id", id_of(key)},
                      {"gridPos", {{"x", x}, {"y", y_}, {"w", width}, {"h", height}}}};
  for (auto& [name, value] : panel) {
    placed[name] = std::move(value);
  }
  panels_.push_back(std::move(placed));
}

/// From 1 to 2^31 - 1, as Grafana's database takes it.
std::int64_t PanelGrid::id_of(const std::string& key) {
  constexpr std::int64_t most = 0x7fffffff;
  std::int64_t id = stable_number(key) % most + 1;
  while (!ids_.insert(id).second) {
    id = id % most + 1;
  }
  return id;
}

}  // namespace livetap::dashboard
