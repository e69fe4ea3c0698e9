#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "agent/sink/live_queue.hpp"

namespace livetap::sink {

/// What goes into the next POST: everything that waits, as far as it fits. A request costs Grafana
/// a look at the token, whatever is in it.
///
/// A body is as large as the server has shown that it takes soon: on a slow link messages wait in
/// the queue, where newer ones replace them. A server that is slow with any body gets no smaller
/// ones for it: they would only be more. One bad line loses the whole body, so after a refusal
/// its messages go again one by one. I/O-free, single-threaded.
class HttpBody {
 public:
  using Duration = std::chrono::steady_clock::duration;

  /// Takes messages from the queue, at least one must wait. More than `largest` only when one
  /// message is.
  std::shared_ptr<const std::string> next(LiveQueue& queue);
  /// The server took the last one, after so long.
  void answered(Duration took);
  /// It did not take the last one, of so many messages.
  void refused(std::size_t messages) { one_by_one_ = messages > 1 ? messages : 0; }

  static constexpr std::size_t largest = 900 * 1024;

 private:
  static constexpr std::size_t plain = 64 * 1024;
  static constexpr std::size_t smallest = 4 * 1024;

  std::size_t size_ = plain;
  std::size_t one_by_one_ = 0;
};

}  // namespace livetap::sink
