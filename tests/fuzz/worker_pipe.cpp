// What a worker writes: as a stream of frames, and as the body of one.
#include <string>

#include "agent/worker/wire.hpp"
#include "fuzz/target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace livetap::worker;
  using livetap::fuzz::must;
  const auto bytes = livetap::fuzz::text_of(data, size);
  if (const auto message = decode(bytes)) {
    FrameBuffer again;
    again.append(encode(*message));
    const auto frame = again.next();
    must(frame && *frame && decode(**frame), "what was read can be written and read again");
  }
  FrameBuffer buffer;
  buffer.append(bytes);
  while (true) {
    const auto frame = buffer.next();
    if (!frame || !*frame) {
      return 0;
    }
    static_cast<void>(decode(**frame));
  }
}
