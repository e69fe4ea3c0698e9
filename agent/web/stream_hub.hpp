#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/web/frame_queue.hpp"

namespace boost::asio {
class io_context;
}

namespace livetap::web {

/// One reader of the stream, as the hub sees it.
class StreamReader {
 public:
  virtual ~StreamReader() = default;
  /// Returns how many frames were lost because the reader is slow.
  virtual std::size_t send(const FrameQueue::Frame& frame) = 0;
};

/// Where the words for the readers come from. Asked only while somebody reads.
struct StreamSource {
  std::function<std::string()> greeting;  ///< for a new reader
  std::function<std::string()> changes;   ///< since the last call
  std::function<std::string()> status;    ///< now
  std::function<void()> forget_changes;   ///< the first reader comes, nobody heard what was before
};

/// Gives every reader the same frames: what changed, at most each 100 ms, and the status each
/// second, or with the next frame when it is urgent. Nothing runs while nobody reads. Event loop
/// thread.
class StreamHub {
 public:
  StreamHub(boost::asio::io_context& io, StreamSource source);
  ~StreamHub();
  StreamHub(const StreamHub&) = delete;
  StreamHub& operator=(const StreamHub&) = delete;

  /// Greets the reader; it stays until it is gone.
  void add(const std::shared_ptr<StreamReader>& reader);
  void remove(const StreamReader* reader);

  /// There is something new.
  void wake();
  /// The status changed so that nobody should wait a second for it.
  void status_changed();

  std::size_t readers() const;
  std::uint64_t lost_frames() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace livetap::web
