#include "agent/journal/disk_watch.hpp"

#include "agent/journal/byte_words.hpp"
#include "agent/model/span_words.hpp"

namespace livetap::journal {

namespace {

constexpr Milliseconds step = std::chrono::minutes(1);
constexpr Milliseconds shortest = std::chrono::minutes(10);
constexpr Milliseconds longest = std::chrono::hours(1);
constexpr Milliseconds warn_within = std::chrono::hours(24);
constexpr Milliseconds clear_beyond = std::chrono::hours(30);

}  // namespace

void DiskWatch::see(SteadyTime now, std::uint64_t free_bytes) {
  newest_ = {now, free_bytes};
  if (seen_.empty() || now - seen_.back().at >= step) {
    seen_.push_back(newest_);
  }
  while (now - seen_.front().at > longest) {
    seen_.pop_front();
  }
  const auto left = time_left();
  const auto limit = left_ ? clear_beyond : warn_within;
  left_ = left && *left <= limit ? left : std::nullopt;
}

/// Until the disk is full; nothing when it does not fill, or not enough is known.
std::optional<Milliseconds> DiskWatch::time_left() const {
  if (newest_.free == 0) {
    return Milliseconds(0);
  }
  const auto& oldest = seen_.front();
  const auto passed = span_between(oldest.at, newest_.at);
  if (passed < shortest || oldest.free <= newest_.free) {
    return std::nullopt;
  }
  const auto per_ms =
      static_cast<double>(oldest.free - newest_.free) / static_cast<double>(passed.count());
  const auto left = static_cast<double>(newest_.free) / per_ms;
  return left < static_cast<double>(2 * clear_beyond.count())
             ? std::optional(Milliseconds(static_cast<std::int64_t>(left)))
             : std::nullopt;
}

std::optional<Warning> DiskWatch::warning() const {
  if (!left_) {
    return std::nullopt;
  }
  const auto when = left_->count() == 0
                        ? std::string("is full")
                        : "has " + byte_words(newest_.free) + " left and is full in " +
                              span_words(*left_) + " at the present rate";
  return Warning{"disk_filling", "", "the disk of " + file_ + " " + when,
                 "make room on the disk of agent.state_dir"};
}

}  // namespace livetap::journal
