#include "agent/web/event_list.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>
#include <string_view>

namespace livetap::web {

namespace {

std::size_t size_of(const EventList::Entry& entry) {
  const auto& event = entry.event;
  return sizeof entry + event.probe.size() + event.type.size() + event.service.size() +
         event.message.size() + event.attributes.size();
}

/// The text of a JSON object in one line, or nothing when it is none: it will stand inside JSON.
std::string checked_object(const std::string& text) {
  boost::system::error_code none;
  const auto value = boost::json::parse(text, none);
  return !none && value.is_object() ? boost::json::serialize(value) : std::string();
}

void write_names(JsonWriter& json, const std::set<std::string_view>& names) {
  json.array();
  for (const auto name : names) {
    json.text(name);
  }
  json.end_array();
}

}  // namespace

void EventList::add(const Event& event) {
  entries_.push_back({++last_id_, event});
  entries_.back().event.attributes = checked_object(event.attributes);
  bytes_ += size_of(entries_.back());
  while (entries_.size() > most_events || (bytes_ > most_bytes && entries_.size() > 1)) {
    bytes_ -= size_of(entries_.front());
    entries_.pop_front();
  }
}

void EventList::write(JsonWriter& json, const Query& query) const {
  std::set<std::string_view> types;
  std::set<std::string_view> services;
  json.object().key("events").array();
  std::size_t written = 0;
  for (auto at = entries_.rbegin(); at != entries_.rend(); ++at) {
    const auto& event = at->event;
    types.insert(event.type);
    services.insert(event.service);
    const bool wanted = (query.type.empty() || query.type == event.type) &&
                        (query.service.empty() || query.service == event.service);
    if (wanted && written < query.limit) {
      write(json, *at);
      ++written;
    }
  }
  json.end_array().key("types");
  write_names(json, types);
  json.key("services");
  write_names(json, services);
  json.end_object();
}

void EventList::write(JsonWriter& json, const Entry& entry) {
  const auto& event = entry.event;
  json.object().key("id").count(entry.id).key("time_ms").time(event.time);
  json.key("probe").text(event.probe).key("service").text(event.service);
  json.key("type").text(event.type).key("severity").text(to_string(event.severity));
  json.key("message").text(event.message).key("attributes");
  json.raw(event.attributes.empty() ? "null" : event.attributes).end_object();
}

}  // namespace livetap::web
