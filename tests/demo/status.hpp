#pragma once

#include <atomic>
#include <cstdint>

namespace livetap::standin {

// What the loops find out and the health answers tell. Any thread.
struct Status {
  std::atomic<bool> database_connected{false};
  std::atomic<bool> queue_connected{false};
  std::atomic<int> active_subscriptions{0};
  std::atomic<int> model_version{0};
  std::atomic<std::int64_t> stream_reconnections{0};    // times that the mended stream came back
  std::atomic<std::int64_t> stream_connected_ms{0};     // Unix time
  std::atomic<std::int64_t> last_stream_message_ms{0};  // Unix time
};

}  // namespace livetap::standin
