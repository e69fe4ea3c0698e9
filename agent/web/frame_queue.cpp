#include "agent/web/frame_queue.hpp"

#include <utility>

namespace livetap::web {

std::size_t FrameQueue::push(Frame frame) {
  std::size_t lost = 0;
  if (frames_.size() == most_frames || (bytes_ + frame->size() > most_bytes && !frames_.empty())) {
    static const auto notice = std::make_shared<const std::string>("event: lost\ndata: {}\n\n");
    lost = frames_.front() == notice ? frames_.size() - 1 : frames_.size();
    frames_.assign(1, notice);
    bytes_ = notice->size();
  }
  bytes_ += frame->size();
  frames_.push_back(std::move(frame));
  return lost;
}

FrameQueue::Frame FrameQueue::next() {
  if (frames_.empty()) {
    return nullptr;
  }
  auto frame = std::move(frames_.front());
  frames_.pop_front();
  bytes_ -= frame->size();
  return frame;
}

}  // namespace livetap::web
