#include "tests/integration/websocket/ws_peer.hpp"

#include <algorithm>

namespace livetap::test {
namespace {

using std::chrono::steady_clock;

std::string header_of(const std::string& request, const std::string& name) {
  const auto at = request.find(name + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 2;
  return request.substr(begin, request.find("\r\n", begin) - begin);
}

void append_big_endian(std::string& to, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) to += static_cast<char>(value >> (8 * i) & 0xff);
}

}  // namespace

std::string encode(const OddFrame& odd) {
  std::string frame(1, static_cast<char>(odd.first));
  const std::uint64_t length = odd.length.value_or(odd.payload.size());
  const int mask_bit = odd.masked ? 0x80 : 0;
  if (length < 126) {
    frame += static_cast<char>(mask_bit | static_cast<int>(length));
  } else if (length < 65536) {
    frame += static_cast<char>(mask_bit | 126);
    append_big_endian(frame, length, 2);
  } else {
    frame += static_cast<char>(mask_bit | 127);
    append_big_endian(frame, length, 8);
  }
  if (odd.masked) frame += std::string(4, '\0');
  return frame + odd.payload;
}

std::string text_frame(std::string_view payload) {
  return encode({.first = 0x81, .payload = std::string(payload)});
}

std::string close_frame(int code, std::string_view reason) {
  std::string payload;
  append_big_endian(payload, static_cast<std::uint64_t>(code), 2);
  return encode({.first = 0x88, .payload = payload.append(reason)});
}

int close_code(const WsFrame& frame) {
  if (frame.payload.size() < 2) return 0;
  return static_cast<unsigned char>(frame.payload[0]) << 8 |
         static_cast<unsigned char>(frame.payload[1]);
}

std::string upgrade_answer(const std::string& request, const std::string& more) {
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
         more + "Sec-WebSocket-Accept: " + ws_accept_key(header_of(request, "Sec-WebSocket-Key")) +
         "\r\n\r\n";
}

bool WsPeer::accept(const std::string& more) {
  request_ = peer_.read_request();
  return !request_.empty() && peer_.send(upgrade_answer(request_, more));
}

bool WsPeer::send_chopped(std::string_view bytes, std::size_t size) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size()))) {
    if (!peer_.send(bytes.substr(0, size))) return false;
  }
  return true;
}

std::optional<WsFrame> WsPeer::next(std::chrono::milliseconds within) {
  const auto end = steady_clock::now() + within;
  while (!gone_ && reader_.error() == 0) {
    if (auto frame = reader_.next()) return frame;
    if (steady_clock::now() >= end) return std::nullopt;
    const auto bytes = peer_.read_some(16 * 1024, std::chrono::milliseconds(10));
    gone_ = !bytes;
    if (bytes) reader_.feed(*bytes);
  }
  return reader_.next();
}

void WsPeer::serve(std::chrono::milliseconds span) {
  const auto end = steady_clock::now() + span;
  while (!gone_ && steady_clock::now() < end) {
    const auto frame = next(std::chrono::milliseconds(20));
    if (frame && frame->opcode == WsOpcode::ping) send(ws_encode(WsOpcode::pong, frame->payload));
    if (frame && frame->opcode == WsOpcode::close) return;
  }
}

}  // namespace livetap::test
