#include "agent/web/frame_queue.hpp"

#include <doctest/doctest.h>

using namespace livetap::web;

namespace {

FrameQueue::Frame frame(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

}  // namespace

TEST_CASE("Frames come in their order, and nothing comes after them") {
  FrameQueue queue;
  CHECK(queue.push(frame("a")) == 0);
  CHECK(queue.push(frame("b")) == 0);
  CHECK(*queue.next() == "a");
  CHECK(*queue.next() == "b");
  CHECK(queue.next() == nullptr);
}

TEST_CASE("A reader that falls behind loses what waits, hears of it, and gets the newest") {
  FrameQueue queue;
  for (std::size_t i = 0; i < FrameQueue::most_frames; ++i) {
    CHECK(queue.push(frame("old")) == 0);
  }
  CHECK(queue.push(frame("new")) == FrameQueue::most_frames);
  CHECK(queue.next()->find("event: lost") == 0);
  CHECK(*queue.next() == "new");
  CHECK(queue.next() == nullptr);
}

TEST_CASE("Bytes are bounded as well, but for a frame that nothing waits before") {
  FrameQueue queue;
  const std::string large(FrameQueue::most_bytes, 'x');
  CHECK(queue.push(frame(large)) == 0);
  CHECK(queue.push(frame("new")) == 1);
  CHECK(queue.size() == 2);
  CHECK(queue.push(frame(large)) == 1);  // "new"; the notice of a loss is no frame of its own
  CHECK(queue.size() == 2);
}
