#include "support/grafana/push_session.hpp"

#include <algorithm>

namespace livetap::test {

void PushSession::run() {
  ++state_.clients;
  next_ping_ = Clock::now() + state_.options.ping_interval;
  pong_due_ = Clock::now() + state_.options.ping_interval * 10 / 9;
  while (state_.wait_while_frozen() && keep_time()) {
    const auto bytes = read();
    if (!bytes) break;
    reader_.feed(*bytes);
    if (!take_frames()) break;
  }
  --state_.clients;
}

/// Some of what came in, as fast as the fault allows.
std::optional<std::string> PushSession::read() {
  const auto fault = state_.fault();
  std::size_t most = fault.bytes_per_ms > 0 ? fault.bytes_per_ms * 10 : 16 * 1024;
  if (fault.reset_after_bytes) {
    if (traffic_ >= *fault.reset_after_bytes) {
      peer_.reset();
      return std::nullopt;
    }
    most = std::min(most, *fault.reset_after_bytes - traffic_);
  }
  auto bytes = peer_.read_some(most, std::chrono::milliseconds(10));
  if (bytes) traffic_ += bytes->size();
  if (fault.bytes_per_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return bytes;
}

bool PushSession::keep_time() {
  const auto now = Clock::now();
  if (now >= pong_due_) return false;
  if (now < next_ping_) return true;
  next_ping_ = now + state_.options.ping_interval;
  return peer_.send(ws_encode(WsOpcode::ping, ""));
}

bool PushSession::take_frames() {
  while (const auto frame = reader_.next()) {
    if (!take(*frame)) return false;
  }
  if (reader_.error() == 0) return true;
  end(reader_.error(), reader_.error_text());
  return false;
}

bool PushSession::take(const WsFrame& frame) {
  switch (frame.opcode) {
    case WsOpcode::ping:
      ++state_.pings;
      return peer_.send(ws_encode(WsOpcode::pong, frame.payload));
    case WsOpcode::pong:
      pong_due_ = Clock::now() + state_.options.ping_interval * 10 / 9;
      return true;
    case WsOpcode::close:
      peer_.send(ws_encode(WsOpcode::close, frame.payload));
      return false;
    case WsOpcode::text:
    case WsOpcode::binary:
    case WsOpcode::more:
      break;
  }
  if ((frame.opcode == WsOpcode::more) != in_message_) {
    end(1002, "parts of messages out of order");
    return false;
  }
  message_ += frame.payload;
  in_message_ = !frame.final;
  if (message_.size() > message_limit) {
    end(1009, "a message over 1 MiB");
    return false;
  }
  if (frame.final) {
    state_.ledger.accept(stream_, message_);
    message_.clear();
  }
  return true;
}

void PushSession::end(int code, const std::string& text) {
  state_.ledger.reject(text, message_);
  const char bytes[2] = {static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  peer_.send(ws_encode(WsOpcode::close, {bytes, 2}));
}

}  // namespace livetap::test
