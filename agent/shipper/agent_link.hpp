#pragma once

#include <optional>
#include <string>

#include "agent/model/time.hpp"
#include "agent/shipper/ship_wire.hpp"
#include "agent/worker/wire.hpp"

namespace livetap::shipper {

/// The shipper's end of the socket to its agent: one Orders, then a Pulse a second; Reports go the
/// other way. One thread; no call waits longer than it says.
class AgentLink {
 public:
  explicit AgentLink(int fd) : fd_(fd) {}

  /// The orders, which come first; nothing after 10 s, or when something else comes.
  std::optional<Orders> await_orders();

  /// Waits for word from the agent, and takes it in.
  void listen(Milliseconds at_most);

  /// The agent has ended, or reads nothing any more: our work is over.
  bool is_over() const { return over_; }

  /// The agent's clocks now, by its last word.
  Moment clocks_of_agent() const;
  /// Its event loop lived at this moment.
  SteadyTime last_pulse() const { return pulse_.steady; }

  /// Waits 10 s at most for an agent that does not read.
  void send(const Report& report);

 private:
  void receive(Milliseconds at_most);
  std::optional<std::string> next_body();

  int fd_;
  worker::FrameBuffer frames_;
  Moment pulse_{};
  bool over_ = false;
};

}  // namespace livetap::shipper
