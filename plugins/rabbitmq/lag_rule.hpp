#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "plugins/rabbitmq/queue.hpp"

namespace livetap::rabbitmq {

/// From when on a queue lags.
struct LagLimits {
  std::int64_t messages = 1000;  ///< more than this many in the queue
  double ack_ratio = 0.1;        ///< taken less than this share of what is published
};

/// What the rule says of one queue at one moment.
struct LagVerdict {
  std::optional<bool> lagging;  ///< nothing: the broker did not say enough to judge
  std::string reason;           ///< why, in words for people; empty unless lagging
  std::string hint;             ///< the likely cure; empty unless lagging
};

/// Judges which queues lag. No I/O, no clock of its own; one thread.
///
/// A queue lags when it holds more than `messages`, or when, while messages are published to it,
/// less than `ack_ratio` of the publish rate is taken from it for two of RabbitMQ's samples.
/// RabbitMQ refreshes its statistics each 5 s, each channel on its own beat, so a rate that was
/// refreshed may stand beside one that was not. Two observations at least 5 s apart, with nothing
/// better in between, are two samples of every channel. An absent rate is unknown, not 0: it begins
/// nothing and ends what was under way.
///
///     for (const Queue& queue : queues) emit(queue, rule.judge(queue, now));
///     rule.end_gather();
class LagRule {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds sample_period{5};

  explicit LagRule(LagLimits limits) : limits_(limits) {}

  LagVerdict judge(const Queue& queue, Clock::time_point now);
  /// Forgets queues that were not judged since the last call.
  void end_gather();
  /// Forgets everything: what was seen before an outage says nothing about what comes after it.
  void forget() { starving_.clear(); }

 private:
  struct Starving {
    Clock::time_point since;
    std::uint64_t gather = 0;
  };
  bool starves(const Queue& queue) const;
  std::optional<std::chrono::seconds> starved_for(const Queue& queue, Clock::time_point now);

  LagLimits limits_;
  std::uint64_t gather_ = 0;
  std::map<QueueId, Starving> starving_;  // at most one entry per queue of the last gather
};

}  // namespace livetap::rabbitmq
