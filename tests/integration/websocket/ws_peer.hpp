#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "support/grafana/raw_server.hpp"
#include "support/grafana/ws_codec.hpp"

namespace livetap::test {

// A frame from the server as it shall not be: any first byte, any length, masked or not.
struct OddFrame {
  int first = 0x81;  // FIN, RSV1-3, opcode
  std::string payload = {};
  std::optional<std::uint64_t> length = {};  // said, where it differs from the payload's
  bool masked = false;
};
std::string encode(const OddFrame& frame);
std::string text_frame(std::string_view payload);
std::string close_frame(int code, std::string_view reason = {});
// The code in a close frame; 0 for none.
int close_code(const WsFrame& frame);

// The answer that upgrades, to the request that came in; `more` are further header lines, each with
// its CR LF.
std::string upgrade_answer(const std::string& request, const std::string& more = {});

// The server's end of a WebSocket, for what no sane one would send.
class WsPeer {
 public:
  explicit WsPeer(RawPeer& peer) : peer_(peer) {}

  // Answers the upgrade. False when the client went before.
  bool accept(const std::string& more = {});
  const std::string& request() const { return request_; }
  bool send(std::string_view bytes) { return peer_.send(bytes); }
  // So many bytes at a time, each in a packet of its own.
  bool send_chopped(std::string_view bytes, std::size_t size);
  // The client's next frame; nothing when none comes in time, or it is gone.
  std::optional<WsFrame> next(std::chrono::milliseconds within = std::chrono::seconds(5));
  // What the client did wrong; empty: nothing.
  const std::string& client_error() const { return reader_.error_text(); }
  bool gone() const { return gone_; }
  // Answers pings, and takes frames, until the client goes or the time is over.
  void serve(std::chrono::milliseconds span);

 private:
  RawPeer& peer_;
  std::string request_;
  WsReader reader_{1 << 20};
  bool gone_ = false;
};

}  // namespace livetap::test
