#pragma once

#include "support/grafana/endpoint_state.hpp"
#include "support/grafana/raw_server.hpp"
#include "support/grafana/ws_codec.hpp"

namespace livetap::test {

/// One upgraded push connection, from after the upgrade to its end.
class PushSession {
 public:
  PushSession(RawPeer& peer, EndpointState& state, std::string stream)
      : peer_(peer), state_(state), stream_(std::move(stream)), reader_(message_limit) {}

  void run();

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t message_limit = 1024 * 1024;

  std::optional<std::string> read();
  bool keep_time();
  bool take_frames();
  bool take(const WsFrame& frame);
  void end(int code, const std::string& text);

  RawPeer& peer_;
  EndpointState& state_;
  const std::string stream_;
  WsReader reader_;
  std::string message_;
  bool in_message_ = false;
  std::size_t traffic_ = 0;
  Clock::time_point next_ping_{};
  Clock::time_point pong_due_{};
};

}  // namespace livetap::test
