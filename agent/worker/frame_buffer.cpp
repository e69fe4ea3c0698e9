#include "agent/worker/limits.hpp"
#include "agent/worker/wire.hpp"

namespace livetap::worker {

namespace {
constexpr std::size_t length_bytes = 4;
}

Result<std::optional<std::string_view>> FrameBuffer::next() {
  const std::string_view rest = std::string_view(bytes_).substr(read_);
  if (rest.size() >= length_bytes) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) {
      size |= static_cast<std::size_t>(static_cast<unsigned char>(rest[i])) << (8 * i);
    }
    if (size == 0 || size > max_frame_bytes) {
      return Error{ErrorKind::internal, "a frame of " + std::to_string(size) + " bytes is no frame",
                   "", ""};
    }
    if (rest.size() - length_bytes >= size) {
      read_ += length_bytes + size;
      return std::optional(rest.substr(length_bytes, size));
    }
  }
  bytes_.erase(0, read_);
  read_ = 0;
  // One large gather must not hold its memory for the life of the worker.
  if (bytes_.empty() && bytes_.capacity() > (256u << 10)) {
    bytes_.shrink_to_fit();
  }
  return std::optional<std::string_view>();
}

}  // namespace livetap::worker
