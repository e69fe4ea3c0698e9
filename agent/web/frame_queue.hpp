#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

namespace livetap::web {

/// What waits for one reader of the stream. Frames are shared by all readers. A reader that falls
/// behind by more than the bounds loses all that waits, and is told so (event `lost`) before what
/// comes next: it then asks for everything anew.
class FrameQueue {
 public:
  using Frame = std::shared_ptr<const std::string>;
  static constexpr std::size_t most_frames = 32;
  static constexpr std::size_t most_bytes = 1U << 20U;

  /// Returns how many frames were lost over it.
  std::size_t push(Frame frame);
  /// The next to write, nullptr when nothing waits.
  Frame next();
  std::size_t size() const { return frames_.size(); }

 private:
  std::deque<Frame> frames_;
  std::size_t bytes_ = 0;
};

}  // namespace livetap::web
