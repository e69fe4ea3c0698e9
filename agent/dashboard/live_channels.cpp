#include "agent/dashboard/live_channels.hpp"

#include "agent/event/event_shapes.hpp"
#include "agent/view/table_view.hpp"
#include "agent/view/window_view.hpp"

namespace livetap::dashboard {

namespace {

LiveChannel channel_of(const Measurement& shape, LiveChannel::View view) {
  LiveChannel channel{.name = shape.name, .view = view};
  for (const auto& field : shape.fields) {
    channel.fields.push_back(field.name);
  }
  return channel;
}

}  // namespace

std::vector<LiveChannel> live_channels(const Measurement& measurement,
                                       const std::vector<WindowOption>& windows) {
  const bool known = !measurement.late || !measurement.fields.empty();
  std::vector<LiveChannel> channels;
  if (!measurement.table) {
    channels.push_back(channel_of(measurement, LiveChannel::View::live));
    if (!known || WindowView::has_fields(measurement)) {
      for (const auto& window : windows) {
        channels.push_back(channel_of(WindowView::shape_of(measurement, window.suffix),
                                      LiveChannel::View::window));
        channels.back().window = window;
      }
    }
  }
  channels.push_back(channel_of(TableView::shape_of(measurement), LiveChannel::View::table));
  for (auto& channel : channels) {
    channel.measurement = measurement.name;
    channel.fields_known = known;
  }
  return channels;
}

std::vector<LiveChannel> event_channels() {
  const auto rows = event_rows_shape();
  std::vector<LiveChannel> channels{
      channel_of(rows, LiveChannel::View::live),
      channel_of(TableView::shape_of(event_table_shape()), LiveChannel::View::table)};
  for (auto& channel : channels) {
    channel.measurement = rows.name;
  }
  return channels;
}

}  // namespace livetap::dashboard
