#include "agent/worker/outbox.hpp"

#include <algorithm>
#include <iterator>

#include "agent/worker/clean_text.hpp"
#include "agent/worker/limits.hpp"

namespace livetap::worker {

namespace {

std::size_t weight(const Gathered& gathered) {
  std::size_t bytes = gathered.gather.rows.bytes();
  for (const auto& event : gathered.commit.events) {
    bytes += sizeof event + event.message.size() + event.attributes.size();
  }
  for (const auto& [key, value] : gathered.commit.state) {
    bytes += key.size() + value.size();
  }
  return bytes;
}

/// The newer gather takes over what the older one was to commit. Beyond the bounds of events its
/// own events go, and the state with them: a cursor must not move over what is lost. Host takes no
/// more events from the plugin than fit.
void merge(Gathered& older, Gathered& newer) {
  newer.gather.dropped_rows += older.gather.dropped_rows + older.gather.rows.size();
  newer.dropped_events += older.dropped_events;
  auto& events = older.commit.events;
  if (!(load_of(events) + load_of(newer.commit.events)).fits()) {
    newer.dropped_events += newer.commit.events.size();
    newer.commit = std::move(older.commit);
    return;
  }
  events.insert(events.end(), std::make_move_iterator(newer.commit.events.begin()),
                std::make_move_iterator(newer.commit.events.end()));
  newer.commit.events = std::move(events);

  auto& state = older.commit.state;
  for (auto& [key, value] : newer.commit.state) {
    const auto known = std::find_if(state.begin(), state.end(),
                                    [&](const auto& entry) { return entry.first == key; });
    if (known == state.end()) {
      state.emplace_back(std::move(key), std::move(value));
    } else {
      known->second = std::move(value);
    }
  }
  newer.commit.state = std::move(state);
}

}  // namespace

void Outbox::push(Message&& message, std::size_t bytes, const EventLoad& events) {
  items_.push_back({std::move(message), bytes, events});
  bytes_ += bytes;
  events_ = events_ + events;
  wake_.raise();
}

EventLoad Outbox::waiting_events() const {
  const std::lock_guard lock(mutex_);
  return events_;
}

void Outbox::put(Gathered&& gathered) {
  const std::lock_guard lock(mutex_);
  const auto unsent = std::find_if(items_.begin(), items_.end(), [&](const Item& item) {
    const auto* other = std::get_if<Gathered>(&item.message);
    return other != nullptr && other->gather.measurement == gathered.gather.measurement;
  });
  if (unsent != items_.end()) {
    merge(std::get<Gathered>(unsent->message), gathered);
    bytes_ -= unsent->bytes;
    events_ = events_ - unsent->events;
    items_.erase(unsent);
  }
  drop_rows_over_bound(gathered, weight(gathered));
  const auto bytes = weight(gathered);
  const auto events = load_of(gathered.commit.events);
  push(std::move(gathered), bytes, events);
}

void Outbox::drop_rows_over_bound(Gathered& gathered, std::size_t bytes) {
  if (bytes_ + bytes <= max_outbox_bytes) {
    return;
  }
  auto& gather = gathered.gather;
  gather.dropped_rows += gather.rows.size();
  gather.rows.clear();
  if (!gather.error) {
    gather.error = Error{ErrorKind::internal, "the probe gathers more than the agent can read",
                         "raise the interval, or gather fewer rows", ""};
  }
}

void Outbox::put(Status&& status) {
  const std::lock_guard lock(mutex_);
  const auto unsent = std::find_if(items_.begin(), items_.end(), [](const Item& item) {
    return std::holds_alternative<Status>(item.message);
  });
  if (unsent != items_.end()) {
    unsent->message = std::move(status);
    return;
  }
  push(std::move(status), 0);
}

void Outbox::log(Severity severity, std::string_view text) {
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  if (now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    lines_this_second_ = 0;
    note_dropped_lines();
  }
  if (lines_this_second_ >= max_log_lines_per_s || log_lines_ >= max_outbox_log_lines) {
    ++dropped_lines_;
    return;
  }
  ++lines_this_second_;
  ++log_lines_;
  push(Log{severity, clean_line(text, max_log_bytes)}, 0);
}

void Outbox::note_dropped_lines() {
  if (dropped_lines_ == 0) {
    return;
  }
  ++log_lines_;
  push(Log{Severity::warning,
           std::to_string(dropped_lines_) + " log lines of the plugin were dropped: too many"},
       0);
  dropped_lines_ = 0;
}

void Outbox::put_answer(Message&& answer) {
  const std::lock_guard lock(mutex_);
  push(std::move(answer), 0);
}

std::string Outbox::take() {
  Item item;
  {
    const std::lock_guard lock(mutex_);
    if (items_.empty()) {
      wake_.clear();
      return {};
    }
    item = std::move(items_.front());
    items_.pop_front();
    bytes_ -= item.bytes;
    events_ = events_ - item.events;
    if (std::holds_alternative<Log>(item.message)) {
      --log_lines_;
    }
  }
  return encode(item.message);
}

}  // namespace livetap::worker
