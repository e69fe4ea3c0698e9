#include "agent/dashboard/panel_check.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <optional>
#include <utility>

#include "agent/config/quantity.hpp"
#include "agent/dashboard/live_recipe.hpp"

namespace livetap::dashboard {

namespace json = boost::json;

namespace {

/// A text member; empty when it is missing or no text.
std::string text_in(const json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  const auto* text = value != nullptr ? value->if_string() : nullptr;
  return text != nullptr ? std::string(text->begin(), text->end()) : std::string();
}

std::optional<double> number_in(const json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_number()) {
    return std::nullopt;
  }
  return value->to_number<double>();
}

std::string shown(const json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  return value == nullptr || value->is_null() ? "missing" : json::serialize(*value);
}

/// Old dashboards name a data source, new ones have {type, uid}.
std::string source_of(const json::object& object) {
  const auto* value = object.if_contains("datasource");
  const auto* source = value != nullptr ? value->if_object() : nullptr;
  return source != nullptr ? text_in(*source, "uid") : text_in(object, "datasource");
}

bool is_hidden(const json::object& target) {
  const auto* hide = target.if_contains("hide");
  return hide != nullptr && hide->is_bool() && hide->get_bool();
}

/// The channel of a live query of ours; empty for any other query.
std::string live_channel(const json::object& target) {
  if (is_hidden(target) || text_in(target, "queryType") != "measurements") {
    return {};
  }
  auto channel = text_in(target, "channel");
  return channel.starts_with("stream/") ? channel : std::string();
}

bool has_variable(std::string_view text) {
  return text.find('$') != std::string_view::npos || text.find("[[") != std::string_view::npos;
}

}  // namespace

PanelCheck::PanelCheck(const json::object& panel, const ChannelBook& book)
    : panel_(panel), book_(book) {
  const auto* value = panel.if_contains("targets");
  const auto* targets = value != nullptr ? value->if_array() : nullptr;
  if (targets == nullptr) {
    return;
  }
  for (const auto& element : *targets) {
    const auto* target = element.if_object();
    const auto channel = target != nullptr ? live_channel(*target) : std::string();
    if (!channel.empty()) {
      live_ = true;
      check_target(*target, channel);
    }
  }
  if (live_ && source_of(panel) == "-- Mixed --") {
    found("a live channel gives nothing in a panel whose data source is -- Mixed --",
          "make the data source -- Grafana --, and show other sources in a panel of their own");
  }
}

void PanelCheck::found(std::string what, std::string cure) {
  const auto title = text_in(panel_, "title");
  auto name =
      "panel '" + (title.empty() ? "without title" : title) + "' (id " + shown(panel_, "id") + ")";
  findings_.push_back({std::move(name), std::move(what), std::move(cure)});
}

void PanelCheck::check_target(const json::object& target, const std::string& channel) {
  const auto rest = channel.substr(std::string_view("stream/").size());
  const auto slash = rest.find('/');
  const auto stream = rest.substr(0, slash);
  const auto name = slash == std::string::npos ? std::string() : rest.substr(slash + 1);
  if (!has_variable(stream) && stream != book_.stream()) {
    found("channel " + channel + " is of stream '" + stream + "'",
          "grafana.stream of the config is '" + book_.stream() + "'");
  }
  if (has_variable(name)) {
    return;
  }
  const auto* known = book_.find(name);
  if (known == nullptr) {
    return found("channel '" + name + "' is none of the config's", book_.hint(name));
  }
  check_fields(target, *known);
  if (known->view == LiveChannel::View::window) {
    check_window(target, *known);
  } else if (known->view == LiveChannel::View::table) {
    check_table(target, *known);
  }
}

void PanelCheck::check_fields(const json::object& target, const LiveChannel& channel) {
  const auto* filter = target.if_contains("filter");
  const auto* wanted = filter != nullptr && filter->is_object()
                           ? filter->get_object().if_contains("fields")
                           : nullptr;
  if (wanted == nullptr || !wanted->is_array() || wanted->get_array().empty()) {
    return;
  }
  bool time = false;
  for (const auto& element : wanted->get_array()) {
    const auto field = element.is_string() ? std::string(element.get_string()) : std::string();
    time = time || field == "time";
    const bool there =
        field == "time" || has_variable(field) ||
        std::find(channel.fields.begin(), channel.fields.end(), field) != channel.fields.end();
    if (!there && channel.fields_known) {
      found("channel " + channel.name + " has no field '" + field + "'",
            book_.field_hint(field, channel));
    }
  }
  if (!time && channel.view != LiveChannel::View::table) {
    found("filter.fields leaves out time, and nothing can be drawn", "put time first in it");
  }
}

void PanelCheck::check_window(const json::object& target, const LiveChannel& channel) {
  const auto points = std::to_string(window_points);
  if (number_in(panel_, "maxDataPoints") != window_points) {
    found("maxDataPoints is " + shown(panel_, "maxDataPoints") + ", and each message of channel " +
              channel.name + " has " + points + " points",
          "set maxDataPoints to " + points);
  }
  if (number_in(target, "buffer").value_or(0) != 0) {
    found("the query of channel " + channel.name + " has a buffer, which is for tables",
          "take buffer out");
  }
  check_time_from(channel);
}

void PanelCheck::check_time_from(const LiveChannel& channel) {
  auto text = text_in(panel_, "timeFrom");
  if (text.starts_with("now-")) {
    text.erase(0, 4);
  }
  const auto length = parse_duration(text);
  const auto window = std::chrono::nanoseconds(channel.window.length).count();
  if (length && *length == window) {
    return;
  }
  const char* effect = ", so what is shown follows the dashboard's time range";
  if (length) {
    effect =
        *length < window ? ", so the oldest points are cut off" : ", so the panel is never full";
  }
  found("timeFrom is " + shown(panel_, "timeFrom") + effect,
        "set timeFrom to \"" + channel.window.suffix + "\", as the channel's window");
}

void PanelCheck::check_table(const json::object& target, const LiveChannel& channel) {
  const auto buffer = number_in(target, "buffer").value_or(0);
  if (buffer < least_table_buffer || buffer > most_table_buffer) {
    found("buffer is " + shown(target, "buffer") + " in the query of channel " + channel.name +
              ", so the panel does not show the newest table alone",
          "set \"buffer\": " + std::to_string(table_buffer) + " in the query");
  }
}

}  // namespace livetap::dashboard
