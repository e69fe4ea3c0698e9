#include "agent/change/probe_watch.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "agent/change/memory.hpp"
#include "agent/model/span_words.hpp"

namespace livetap {

namespace json = boost::json;

namespace {

constexpr std::size_t most_names = 3;

std::string names_in_words(const std::vector<std::string>& names) {
  std::string words;
  for (std::size_t i = 0; i < std::min(names.size(), most_names); ++i) {
    words += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > most_names) {
    words += " and " + std::to_string(names.size() - most_names) + " more";
  }
  return words;
}

json::value seconds(const std::optional<Milliseconds>& span) {
  return span ? json::value(static_cast<double>(span->count()) / 1000) : json::value(nullptr);
}

}  // namespace

void ProbeWatch::see(std::string_view measurement, const std::optional<Error>& error,
                     const Moment& now, std::vector<Event>& events) {
  if (error && error->kind == ErrorKind::cancelled) {
    return;
  }
  auto& seen = part(measurement);
  seen.error = error;
  if (seen.fails.see(error.has_value(), rule_, now.steady)) {
    turned(seen, now, events);
  }
}

ProbeWatch::Part& ProbeWatch::part(std::string_view measurement) {
  const auto at = std::find_if(parts_.begin(), parts_.end(),
                               [&](const Part& part) { return part.measurement == measurement; });
  if (at != parts_.end()) {
    return *at;
  }
  return parts_.emplace_back(Part{std::string(measurement), {}, {}});
}

/// One measurement has turned; whether the probe has with it depends on the others.
void ProbeWatch::turned(const Part& part, const Moment& now, std::vector<Event>& events) {
  const bool any = std::any_of(parts_.begin(), parts_.end(),
                               [](const Part& each) { return each.fails.known() == true; });
  if (failing_ == any) {
    return;
  }
  const auto before =
      failing_ ? std::optional(span_between(since_, part.fails.since())) : std::nullopt;
  if (failing_ || any) {
    events.push_back(any ? failing(part, before) : recovered(before));
    events.back().time = now.wall;
  }
  failing_ = any;
  since_ = part.fails.since();
  changed_ = true;
}

Event ProbeWatch::failing(const Part& part, std::optional<Milliseconds> before) const {
  const auto measurements = failing_like(part);
  const auto& error = *part.error;
  Event event;
  event.severity = Severity::error;
  event.type = "probe_failing";
  event.service = probe_;
  event.probe = probe_;
  event.message = names_in_words(measurements);
  event.message += (event.message.empty() ? "" : ": ") + error.message;
  if (before) {
    event.message += "; was well for " + span_words(*before);
  }
  json::array names;
  for (const auto& name : measurements) {
    names.emplace_back(name);
  }
  event.attributes = json::serialize(json::object{{"measurements", std::move(names)},
                                                  {"kind", to_string(error.kind)},
                                                  {"reason", error.message},
                                                  {"hint", error.hint},
                                                  {"duration_s", seconds(before)}});
  return event;
}

Event ProbeWatch::recovered(std::optional<Milliseconds> before) const {
  Event event;
  event.severity = Severity::info;
  event.type = "probe_recovered";
  event.service = probe_;
  event.probe = probe_;
  event.message = "well again";
  if (before) {
    event.message += ", was failing for " + span_words(*before);
  }
  event.attributes = json::serialize(json::object{{"duration_s", seconds(before)}});
  return event;
}

/// Those whose last gather failed with the same words: what spoils all of a collect reaches them
/// one after the other.
std::vector<std::string> ProbeWatch::failing_like(const Part& part) const {
  std::vector<std::string> names;
  for (const auto& other : parts_) {
    if (!other.measurement.empty() && other.error && other.error->message == part.error->message) {
      names.push_back(other.measurement);
    }
  }
  return names;
}

std::string ProbeWatch::memory(const Moment& now) const {
  if (failing_ != true) {
    return write_memory({});
  }
  return write_memory({{{}, {{"failing", 1, on_wall(since_, now)}}}});
}

void ProbeWatch::remember(std::string_view memory, const Moment& now) {
  for (const auto& series : read_memory(memory)) {
    for (const auto& state : series.states) {
      failing_ = true;
      since_ = on_steady(state.since, now);
      // The first good collects take it back, as they would have.
      part("").fails.remember(true, since_);
    }
  }
}

bool ProbeWatch::take_changed() {
  return std::exchange(changed_, false);
}

}  // namespace livetap
