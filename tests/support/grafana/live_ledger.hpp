#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/grafana/live_frame.hpp"

namespace livetap::test {

/// One message of a channel as it came in.
struct ReceivedMessage {
  LiveFrame frame;
  std::chrono::steady_clock::time_point at;
};

/// A message that Grafana would not have shown to anybody, and why.
struct RejectedMessage {
  std::string reason;
  std::string payload;  ///< its first 1,000 bytes
};

/// What was pushed, by channel ("stream/livetap/queue"): the last messages, every schema in order.
/// All threads.
class LiveLedger {
 public:
  /// False: the message is bad and nothing of it counts.
  bool accept(const std::string& stream, std::string_view payload);
  void reject(std::string reason, std::string_view payload);

  std::vector<std::string> channels() const;
  using Moment = std::chrono::steady_clock::time_point;

  /// The newest 1,000 messages of a channel that came at `since` or later, oldest first.
  std::vector<ReceivedMessage> messages(const std::string& channel,
                                        Moment since = Moment::min()) const;
  std::optional<ReceivedMessage> newest(const std::string& channel) const;
  std::size_t message_count(const std::string& channel) const;
  /// Every schema the channel has had, in order; more than one means frozen panels.
  std::vector<std::string> schemas(const std::string& channel) const;
  std::vector<RejectedMessage> rejected() const;
  /// The answer to GET /api/live/list.
  std::string list_json() const;

  /// Waits until something changes, at most that long.
  void wait_for_change(std::chrono::milliseconds at_most);

 private:
  struct Channel {
    std::deque<ReceivedMessage> messages;
    std::size_t count = 0;
    std::vector<std::string> schemas;
  };

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Channel> channels_;
  std::vector<RejectedMessage> rejected_;
};

}  // namespace livetap::test
