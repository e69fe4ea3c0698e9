#include "agent/dashboard/measurement_panels.hpp"

#include <algorithm>
#include <utility>

#include "agent/dashboard/now_panels.hpp"
#include "agent/dashboard/trend_panels.hpp"
#include "agent/event/event_shapes.hpp"

namespace livetap::dashboard {

namespace {

/// Where its course is to be seen: the shortest window, else what comes from now on.
const LiveChannel* trend_channel(const std::vector<LiveChannel>& channels) {
  const LiveChannel* shortest = nullptr;
  for (const auto& channel : channels) {
    const bool window = channel.view == LiveChannel::View::window;
    if (window && (shortest == nullptr || channel.window.length < shortest->window.length)) {
      shortest = &channel;
    }
  }
  return shortest != nullptr ? shortest : &channels.front();
}

void add_line(PanelLines& lines, std::vector<Panel> line) {
  if (!line.empty()) {
    lines.push_back(std::move(line));
  }
}

}  // namespace

PanelLines measurement_panels(const std::string& stream, const Measurement& measurement,
                              const std::vector<WindowOption>& windows) {
  const auto channels = live_channels(measurement, windows);
  const auto& table = channels.back();
  PanelLines lines;
  if (!table.fields_known || measurement.table) {
    lines.push_back({table_panel(stream, table, measurement)});
    return lines;
  }
  const auto& trends = *trend_channel(channels);
  if (measurement.tags.empty()) {
    lines.push_back({values_panel(stream, table, measurement)});
  } else {
    lines.push_back({table_panel(stream, table, measurement)});
    if (auto bars = bars_panel(stream, table, measurement)) {
      lines.back().push_back(std::move(*bars));
    }
  }
  add_line(lines, charts(stream, trends, measurement));
  add_line(lines, timelines(stream, trends, measurement));
  return lines;
}

PanelLines event_panels(const std::string& stream) {
  auto shape = event_table_shape();
  for (auto& field : shape.fields) {
    if (field.name == "severity") {
      field.kind = FieldKind::state;  // for its colours
    }
  }
  auto table = table_panel(stream, event_channels().back(), shape);
  table.height = 12;
  return {{std::move(table)}};
}

}  // namespace livetap::dashboard
