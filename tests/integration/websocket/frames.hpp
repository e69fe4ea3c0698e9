#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/integration/websocket/ws_peer.hpp"

namespace livetap::test {

// First bytes of frames: FIN and opcode.
inline constexpr int final_frame = 0x80;
inline constexpr int op_more = 0x0, op_text = 0x1, op_binary = 0x2, op_close = 0x8, op_ping = 0x9,
                     op_pong = 0xa;

inline std::string frame(int first, std::string_view payload = {}) {
  return encode({.first = first, .payload = std::string(payload)});
}

// One message in frames that hold `size` bytes each.
inline std::string fragmented(int opcode, std::string_view payload, std::size_t size) {
  std::string frames;
  for (std::size_t at = 0; at < payload.size(); at += size) {
    const int last = at + size >= payload.size() ? final_frame : 0;
    frames += frame((at == 0 ? opcode : op_more) | last, payload.substr(at, size));
  }
  return frames;
}

}  // namespace livetap::test
