#include "agent/sink/live_queue.hpp"

#include <utility>

namespace livetap::sink {
namespace {

LiveAmount amount_of(const LiveMessage& message) {
  return {message.pushes, message.rows, message.payload->size()};
}

LiveMessage joined(const LiveMessage& older, LiveMessage newer) {
  newer.payload = std::make_shared<const std::string>(*older.payload + *newer.payload);
  newer.rows += older.rows;
  newer.pushes += older.pushes;
  return newer;
}

}  // namespace

void LiveQueue::push(LiveMessage message) {
  counters_.collected += amount_of(message);
  const std::size_t size = message.payload->size();
  if (size > limits_.message_bytes) return drop(message, LiveDrop::too_large);

  const auto found = slots_.find(message.channel);
  if (found != slots_.end() && join(found->second, message)) return;
  const std::size_t freed = found == slots_.end() ? 0 : found->second.message.payload->size();
  const std::size_t more = size > freed ? size - freed : 0;
  if (found != slots_.end() && !found->second.waiting) {
    kept_.splice(kept_.end(), kept_, found->second.place);  // the last to give way to itself
  }
  if (!make_room(more, found == slots_.end(), message.channel)) {
    return drop(message, LiveDrop::queue_full);
  }
  held_bytes_ += size;
  held_bytes_ -= freed;
  counters_.queued += amount_of(message);
  if (found == slots_.end()) {
    waiting_.push_back(message.channel);
    auto channel = message.channel;
    slots_.emplace(std::move(channel),
                   Slot{std::move(message), true, false, std::prev(waiting_.end())});
    return;
  }
  Slot& slot = found->second;
  if (!slot.waiting) {
    waiting_.splice(waiting_.end(), kept_, slot.place);
  } else if (!slot.resend) {
    counters_.queued -= amount_of(slot.message);
    drop(slot.message, LiveDrop::superseded);
  }
  slot.message = std::move(message);
  slot.waiting = true;
  slot.resend = false;
}

std::optional<std::size_t> LiveQueue::next_size() const {
  if (!taken_.empty() || waiting_.empty()) return std::nullopt;
  return slots_.at(waiting_.front()).message.payload->size();
}

const LiveMessage* LiveQueue::take() {
  return taken_.empty() ? take_first() : nullptr;
}

const LiveMessage* LiveQueue::take_more(std::size_t bytes) {
  if (waiting_.empty()) return nullptr;
  const auto& next = slots_.at(waiting_.front()).message;
  std::size_t sum = next.payload->size();
  for (const auto& taken : taken_) {
    if (taken.message.channel == next.channel) return nullptr;
    sum += taken.message.payload->size();
  }
  return sum <= bytes ? take_first() : nullptr;
}

const LiveMessage* LiveQueue::take_first() {
  if (waiting_.empty()) return nullptr;
  const auto found = slots_.find(waiting_.front());
  taken_.push_back({std::move(found->second.message), found->second.resend});
  slots_.erase(found);
  waiting_.pop_front();
  return &taken_.back().message;
}

void LiveQueue::delivered() {
  for (auto& taken : std::exchange(taken_, {})) {
    if (taken.resend) {
      counters_.resent += amount_of(taken.message);
    } else {
      counters_.queued -= amount_of(taken.message);
      counters_.delivered += amount_of(taken.message);
    }
    keep(std::move(taken.message));
  }
}

void LiveQueue::keep(LiveMessage message) {
  if (slots_.contains(message.channel)) {
    held_bytes_ -= message.payload->size();
    return;
  }
  kept_.push_back(message.channel);
  auto channel = message.channel;
  slots_.emplace(std::move(channel),
                 Slot{std::move(message), false, false, std::prev(kept_.end())});
}

void LiveQueue::failed() {
  auto all = std::exchange(taken_, {});
  for (; !all.empty(); all.pop_back()) put_back(std::move(all.back()));
}

void LiveQueue::put_back(Taken taken) {
  auto& message = taken.message;
  if (const auto newer = slots_.find(message.channel); newer != slots_.end()) {
    Slot& slot = newer->second;
    if (!taken.resend && may_join(message, slot.message)) {
      slot.message = joined(message, std::move(slot.message));
      return;
    }
    held_bytes_ -= message.payload->size();
    if (taken.resend) return;
    counters_.queued -= amount_of(message);
    return drop(message, LiveDrop::superseded);
  }
  waiting_.push_front(message.channel);
  auto channel = message.channel;
  slots_.emplace(std::move(channel),
                 Slot{std::move(message), true, taken.resend, waiting_.begin()});
}

void LiveQueue::refused() {
  for (const auto& taken : std::exchange(taken_, {})) {
    held_bytes_ -= taken.message.payload->size();
    if (taken.resend) continue;  // it was delivered before
    counters_.queued -= amount_of(taken.message);
    drop(taken.message, LiveDrop::refused);
  }
}

void LiveQueue::resend_kept() {
  for (const auto& channel : kept_) {
    Slot& slot = slots_.at(channel);
    slot.waiting = true;
    slot.resend = true;
  }
  waiting_.splice(waiting_.end(), kept_);
}

bool LiveQueue::may_join(const LiveMessage& older, const LiveMessage& newer) const {
  return older.appends && newer.appends &&
         older.payload->size() + newer.payload->size() <= limits_.message_bytes;
}

bool LiveQueue::join(Slot& slot, const LiveMessage& message) {
  if (!slot.waiting || slot.resend || !may_join(slot.message, message)) return false;
  if (!make_room(message.payload->size(), false, message.channel)) return false;
  held_bytes_ += message.payload->size();
  counters_.queued += amount_of(message);
  slot.message = joined(slot.message, message);
  return true;
}

bool LiveQueue::make_room(std::size_t more_bytes, bool new_channel, const std::string& but) {
  const auto fits = [&] {
    const std::size_t channels = slots_.size() + taken_.size() + (new_channel ? 1 : 0);
    return held_bytes_ + more_bytes <= limits_.bytes && channels <= limits_.channels;
  };
  while (!fits()) {
    if (kept_.empty() || kept_.front() == but) return false;
    evict_oldest_kept();
  }
  return true;
}

void LiveQueue::evict_oldest_kept() {
  const auto found = slots_.find(kept_.front());
  held_bytes_ -= found->second.message.payload->size();
  slots_.erase(found);
  kept_.pop_front();
}

void LiveQueue::drop(const LiveMessage& message, LiveDrop reason) {
  counters_.dropped[static_cast<int>(reason)] += amount_of(message);
}

}  // namespace livetap::sink
