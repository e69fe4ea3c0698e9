#pragma once
#include <string>
#include <vector>

#include "plugins/websocket/endpoint_state.hpp"

namespace livetap::websocket::test {

using namespace std::chrono_literals;

/// An endpoint state with a clock of its own: silence after 30 s, pings each 5 s, pongs within 4 s.
/// Half of every random pause.
class WatchedEndpoint {
 public:
  explicit WatchedEndpoint(double random = 0.5, EndpointState::Duration silence = 30s)
      : state(
            {silence, 5s, 4s}, [random] { return random; }, now) {}

  void open() {
    state.try_begins(now);
    state.opened(20ms, now);
  }
  /// Opens, and answers the first ping.
  void connect() {
    open();
    look();
    pong();
  }
  void pong() { state.control_frame(state.ping_number(), now); }
  void message(std::size_t bytes = 100) { state.message(bytes, now); }
  Due look() { return state.look(now); }
  /// How long until the next try.
  EndpointState::Duration fail(FailureKind kind, const std::string& message = "why") {
    return state.ended({kind, message, "cure"}, now) - now;
  }
  /// Lets time pass; looks whenever that is due and answers pings.
  void live(EndpointState::Duration span) {
    const auto end = now + span;
    while (state.wake_at() <= end) {
      now = std::max(now, state.wake_at());
      if (look() == Due::ping) pong();
    }
    now = end;
  }
  /// The states entered since the last call: "connected silent".
  std::string changes() {
    std::string names;
    for (const auto& change : state.take_changes()) {
      names += (names.empty() ? "" : " ") + std::string(to_string(change.to));
    }
    return names;
  }
  EndpointRow row() { return state.take_row(now); }

  EndpointState::Time now{1000s};
  EndpointState state;
};

}  // namespace livetap::websocket::test
