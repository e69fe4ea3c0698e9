#include "decode_fuzz.hpp"

#include <cstddef>
#include <cstdint>

#include "agent/worker/wire.hpp"

namespace livetap::worker {

void fuzz_wire(std::string_view bytes) {
  static_cast<void>(decode(bytes));
  FrameBuffer buffer;
  buffer.append(bytes);
  while (true) {
    const auto frame = buffer.next();
    if (!frame || !*frame) {
      return;
    }
    if (const auto message = decode(**frame)) {
      static_cast<void>(encode(*message));
    }
  }
}

}  // namespace livetap::worker

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  livetap::worker::fuzz_wire({reinterpret_cast<const char*>(data), size});
  return 0;
}
