#include "agent/dashboard/channel_book.hpp"

#include <algorithm>
#include <utility>

#include "agent/config/nearest_name.hpp"
#include "agent/config/quantity.hpp"

namespace livetap::dashboard {

namespace {

bool has_field(const LiveChannel& channel, const std::string& field) {
  return std::find(channel.fields.begin(), channel.fields.end(), field) != channel.fields.end();
}

}  // namespace

ChannelBook::ChannelBook(const Plan& plan) : stream_(plan.stream), windows_(plan.windows) {
  for (const auto& section : plan.sections) {
    for (const auto& measurement : section.schema) {
      add(live_channels(measurement, plan.windows));
    }
  }
  add(event_channels());
}

void ChannelBook::add(std::vector<LiveChannel> channels) {
  for (auto& channel : channels) {
    auto name = channel.name;
    channels_.insert_or_assign(std::move(name), std::move(channel));
  }
}

const LiveChannel* ChannelBook::find(const std::string& name) const {
  const auto found = channels_.find(name);
  return found == channels_.end() ? nullptr : &found->second;
}

std::string ChannelBook::hint(const std::string& name) const {
  if (find(name + "_table") != nullptr) {
    return "did you mean '" + name + "_table'? It is a table and has no other channel";
  }
  if (auto windows = window_hint(name); !windows.empty()) {
    return windows;
  }
  std::vector<std::string> names;
  for (const auto& [known, channel] : channels_) {
    if (known.ends_with("_" + name)) {
      return "did you mean '" + known + "'?";
    }
    names.push_back(known);
  }
  return name_hint(name, names);
}

/// For the window of a measurement that is there.
std::string ChannelBook::window_hint(const std::string& name) const {
  const auto cut = name.rfind('_');
  if (cut == std::string::npos || !parse_duration(name.substr(cut + 1))) {
    return {};
  }
  const auto* live = find(name.substr(0, cut));
  if (live == nullptr) {
    return {};
  }
  std::string known;
  for (const auto& window : windows_) {
    const bool has_it = find(live->name + "_" + window.suffix) != nullptr;
    known += has_it ? (known.empty() ? "" : ", ") + window.suffix : "";
  }
  return known.empty()
             ? live->name + " has no window: none of its fields has a trend, or " +
                   "grafana.windows is empty"
             : "its windows are " + known + ": add to grafana.windows, or use one of them";
}

std::string ChannelBook::field_hint(const std::string& field, const LiveChannel& channel) const {
  std::string others;
  for (const auto& [name, other] : channels_) {
    if (other.measurement == channel.measurement && has_field(other, field)) {
      others += (others.empty() ? "" : ", ") + name;
    }
  }
  return others.empty() ? name_hint(field, channel.fields) : "there it is: " + others;
}

}  // namespace livetap::dashboard
