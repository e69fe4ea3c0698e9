#include "agent/event/event_log.hpp"

#include <utility>

#include "agent/event/event_check.hpp"

namespace livetap {

EventLog::EventLog(SecretMask secrets, Push push, Keep keep)
    : secrets_(std::move(secrets)), push_(std::move(push)), keep_(std::move(keep)) {}

void EventLog::begin(const std::vector<Event>& known, const ViewTime& now) {
  for (auto event : known) {
    mend_event(event, now.wall, counters_);  // a disk may have flipped a byte
    recent_.add(event, now.wall);
  }
  const auto& newest = recent_.newest_first();
  for (auto at = newest.rbegin(); seen_ && at != newest.rend(); ++at) {
    seen_(*at);
  }
  views_.refresh();
  send_due(now);
}

void EventLog::take(const std::string& owner, Commit&& commit, const ViewTime& now) {
  std::erase_if(commit.events, [&](Event& event) {
    if (event.probe.empty()) {
      event.probe = owner;
    }
    return !admit(event, now.steady);
  });
  for (auto& event : commit.events) {
    for (auto* text : {&event.type, &event.service, &event.message, &event.attributes}) {
      *text = secrets_.mask(*text);
    }
    mend_event(event, now.wall, counters_);
    recent_.add(event, now.wall);
    if (seen_) {
      seen_(event);
    }
    if (push_) {
      views_.add(event, now.steady);
    }
  }
  send_due(now);
  if (!commit.empty()) {
    keep_(owner, std::move(commit));
  }
}

bool EventLog::admit(const Event& event, SteadyTime now) {
  auto& probe = probes_[event.probe];
  ++counters_.taken;
  if (probe.rate.take(now)) {
    return true;
  }
  ++counters_.flood;
  probe.flooding = true;
  return false;
}

void EventLog::note_dropped(const std::string& probe, std::uint64_t count) {
  counters_.taken += count;
  counters_.flood += count;
  probes_[probe].flooding = true;
}

void EventLog::on_timer(const ViewTime& now) {
  send_due(now);
}

std::optional<SteadyTime> EventLog::next_due() const {
  return push_ ? views_.next_due() : std::nullopt;
}

void EventLog::send_due(const ViewTime& now) {
  if (!push_) {
    return;
  }
  for (auto& message : views_.due(recent_, now)) {
    push_(std::move(message));
  }
}

EventCounters EventLog::counters() const {
  auto counters = counters_;
  counters.live_left_out = views_.live_left_out();
  return counters;
}

std::map<std::string, bool> EventLog::take_floods() {
  std::map<std::string, bool> floods;
  for (auto& [name, probe] : probes_) {
    floods[name] = std::exchange(probe.flooding, false);
  }
  return floods;
}

}  // namespace livetap
