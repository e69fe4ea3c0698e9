#include "agent/event/event_check.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cmath>

#include "agent/event/numeric_range.hpp"
#include "agent/route/check.hpp"
#include "agent/worker/clean_text.hpp"

namespace livetap {

namespace {

namespace json = boost::json;

bool has_nul(json::string_view text) {
  return text.find('\0') != json::string_view::npos;
}

/// Whether PostgreSQL takes it as jsonb.
bool is_storable(const json::value& value) {
  if (const auto* text = value.if_string()) {
    return !has_nul(*text);
  }
  if (const auto* number = value.if_double()) {
    return std::isfinite(*number);
  }
  if (const auto* list = value.if_array()) {
    return std::all_of(list->begin(), list->end(), is_storable);
  }
  if (const auto* object = value.if_object()) {
    return std::all_of(object->begin(), object->end(), [](const auto& entry) {
      return !has_nul(entry.key()) && is_storable(entry.value());
    });
  }
  return true;
}

bool is_storable_object(const std::string& text) {
  json::error_code failed;
  const auto value = json::parse(text, failed);
  return !failed && value.is_object() && is_storable(value) && numbers_fit_numeric(text);
}

}  // namespace

void mend_event(Event& event, WallTime now, EventCounters& counters) {
  for (auto* name : {&event.type, &event.service, &event.probe}) {
    *name = worker::clean_line(*name, longest_event_name);
  }
  event.message = worker::clean_line(event.message, longest_event_message);
  if (!event.attributes.empty()) {
    // Cut JSON is no JSON: what is too long goes as a whole.
    const bool fits = event.attributes.size() <= longest_event_attributes;
    event.attributes = fits ? worker::clean_line(event.attributes, longest_event_attributes) : "";
    if (!fits || !is_storable_object(event.attributes)) {
      event.attributes.clear();
      ++counters.bad_attributes;
    }
  }
  if (!is_sane_time(event.time)) {
    event.time = now;
    ++counters.bad_time;
  }
}

}  // namespace livetap
