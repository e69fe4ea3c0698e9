#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "agent/dashboard/panel.hpp"

namespace livetap::dashboard {

/// Puts panels into Grafana's grid of 24 columns, line below line, without holes, and gives each
/// its id: made from its key, so that links to a panel outlive changes of the others.
class PanelGrid {
 public:
  void add_row(const std::string& title);
  /// Side by side, at most three in a line, as wide as their shares and equally high.
  void add(std::vector<Panel> panels);

  boost::json::array take() && { return std::move(panels_); }

 private:
  void add_line(std::vector<Panel> line);
  void place(boost::json::object panel, const std::string& key, int x, int width, int height);
  std::int64_t id_of(const std::string& key);

  boost::json::array panels_;
  std::set<std::int64_t> ids_;
  int y_ = 0;
};

}  // namespace livetap::dashboard
