#include "agent/dashboard/panel.hpp"

#include <boost/json/array.hpp>
#include <utility>

#include "agent/dashboard/live_recipe.hpp"

namespace livetap::dashboard {

namespace json = boost::json;

json::object live_source() {
  return {{"type", "datasource"}, {"uid", "grafana"}};
}

Panel live_panel(const std::string& stream, const LiveChannel& channel, const char* type,
                 const std::string& title, const std::vector<std::string>& fields) {
  json::object target{{"refId", "A"},
                      {"datasource", live_source()},
                      {"queryType", "measurements"},
                      {"channel", "stream/" + stream + "/" + channel.name}};
  if (!fields.empty()) {
    json::array names{"time"};
    names.insert(names.end(), fields.begin(), fields.end());
    target["filter"] = json::object{{"fields", std::move(names)}};
  }
  Panel panel;
  panel.json["type"] = type;
  panel.json["title"] = title;
  panel.json["datasource"] = live_source();
  if (channel.view == LiveChannel::View::table) {
    target["buffer"] = table_buffer;
  } else {
    panel.json["maxDataPoints"] = window_points;
  }
  if (channel.view == LiveChannel::View::window) {
    panel.json["timeFrom"] = channel.window.suffix;
    panel.json["hideTimeOverride"] = true;
  }
  panel.json["targets"] = json::array{std::move(target)};
  return panel;
}

}  // namespace livetap::dashboard
