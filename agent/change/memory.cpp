#include "agent/change/memory.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace livetap {

namespace json = boost::json;

namespace {

json::object series_object(const RememberedSeries& series) {
  json::array tags;
  for (const auto& tag : series.tags) {
    tags.emplace_back(tag);
  }
  json::array states;
  for (const auto& state : series.states) {
    states.push_back(json::array{state.name, state.state, state.since.time_since_epoch().count()});
  }
  return {{"tags", std::move(tags)}, {"states", std::move(states)}};
}

RememberedSeries series_from(const json::value& value) {
  RememberedSeries series;
  for (const auto& tag : value.at("tags").as_array()) {
    series.tags.emplace_back(tag.as_string());
  }
  for (const auto& state : value.at("states").as_array()) {
    const auto& parts = state.as_array();
    series.states.push_back({std::string(parts.at(0).as_string()),
                             parts.at(1).to_number<std::int64_t>(),
                             WallTime(Milliseconds(parts.at(2).to_number<std::int64_t>()))});
  }
  return series;
}

}  // namespace

std::string write_memory(const std::vector<RememberedSeries>& series) {
  json::array all;
  for (const auto& one : series) {
    all.push_back(series_object(one));
  }
  return json::serialize(all);
}

std::vector<RememberedSeries> read_memory(std::string_view text) {
  std::vector<RememberedSeries> series;
  try {
    const auto all = json::parse(json::string_view(text.data(), text.size()));
    for (const auto& one : all.as_array()) {
      series.push_back(series_from(one));
    }
  } catch (const std::exception&) {
    series.clear();  // the first states that are seen become the known ones
  }
  return series;
}

WallTime on_wall(SteadyTime time, const Moment& now) {
  return now.wall - std::chrono::duration_cast<Milliseconds>(now.steady - time);
}

SteadyTime on_steady(WallTime time, const Moment& now) {
  // A wall clock that was set back must not put it into the future.
  return now.steady - std::max(Milliseconds(0), now.wall - time);
}

}  // namespace livetap
