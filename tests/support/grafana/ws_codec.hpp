#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace livetap::test {

/// The server's half of RFC 6455, written for the tests so that the client is not judged by the
/// library it is made of.
enum class WsOpcode : std::uint8_t {
  more = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10
};

struct WsFrame {
  bool final = true;
  WsOpcode opcode = WsOpcode::text;
  std::string payload;  ///< unmasked
};

/// Sec-WebSocket-Accept for a Sec-WebSocket-Key.
std::string ws_accept_key(std::string_view key);
/// A frame from the server: whole, unmasked.
std::string ws_encode(WsOpcode opcode, std::string_view payload);

/// Cuts a client's byte stream into frames, and names what a client must not send.
class WsReader {
 public:
  explicit WsReader(std::size_t frame_limit) : frame_limit_(frame_limit) {}

  void feed(std::string_view bytes) { buffer_.append(bytes); }
  /// The next whole frame; nothing while it is incomplete, or once error() is set.
  std::optional<WsFrame> next();
  /// The close code for what the client did wrong; 0: nothing.
  int error() const { return error_; }
  const std::string& error_text() const { return error_text_; }

 private:
  std::optional<WsFrame> fail(int code, const char* text);

  const std::size_t frame_limit_;
  std::string buffer_;
  int error_ = 0;
  std::string error_text_;
};

}  // namespace livetap::test
