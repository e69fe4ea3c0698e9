#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace livetap::rabbitmq {

/// What tells queues of one broker apart.
struct QueueId {
  std::string vhost;
  std::string name;

  friend auto operator<=>(const QueueId&, const QueueId&) = default;
};

/// One queue as the broker describes it. What the broker leaves out, or says in a way that makes no
/// sense, is absent, never 0. Rates are per second.
struct Queue {
  QueueId id;
  std::optional<std::int64_t> messages;
  std::optional<std::int64_t> ready;
  std::optional<std::int64_t> unacked;
  std::optional<std::int64_t> consumers;
  std::optional<std::int64_t> memory_bytes;
  std::optional<double> publish_rate;
  std::optional<double> deliver_rate;  ///< given to consumers and to basic.get, in every way
  std::optional<double> ack_rate;
  std::optional<double> deliver_no_ack_rate;
  std::optional<double> get_no_ack_rate;
  std::optional<std::string> state;

  /// What leaves the queue for good: acknowledged, or delivered without need of it. The parts that
  /// are known are added; absent when none is.
  std::optional<double> taken_rate() const;
};

}  // namespace livetap::rabbitmq
