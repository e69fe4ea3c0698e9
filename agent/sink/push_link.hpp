#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/sink/ack_window.hpp"
#include "agent/sink/link_failure.hpp"
#include "agent/sink/outage_log.hpp"
#include "net/retry_schedule.hpp"

namespace livetap::sink {

enum class LinkPhase { resolve, connect, tls, handshake, push };

/// What happened, as the Asio layer saw it.
namespace link_event {
struct Start {};
struct Phase {  ///< the connection under way enters that phase
  LinkPhase phase;
};
struct Opened {};
struct Failed {  ///< the connection, under way or open, is gone
  LinkFailure failure;
};
struct Heard {                        ///< anything at all came in
  std::optional<std::uint32_t> pong;  ///< the number of a pong
};
struct WriteBegan {
  std::size_t bytes;
};
struct WriteEnded {};
struct Tick {                     ///< the time of wake_at() has come
  std::uint64_t tcp_acked_bytes;  ///< by the kernel's count, 0: not known
};
struct Stop {};
struct Closed {};  ///< the orderly end asked for by Action::close is complete
}  // namespace link_event

using LinkEvent =
    std::variant<link_event::Start, link_event::Phase, link_event::Opened, link_event::Failed,
                 link_event::Heard, link_event::WriteBegan, link_event::WriteEnded,
                 link_event::Tick, link_event::Stop, link_event::Closed>;

/// What the Asio layer is to do, in order.
struct LinkAction {
  enum class Kind {
    connect,  ///< begin a new connection
    opened,   ///< it is open: every channel's newest state is to be sent
    ping,     ///< send a ping with `number` as its text
    close,    ///< end the open connection in order
    abandon,  ///< drop the connection as it is
    stopped,  ///< the end; nothing follows
    info,     ///< log `text`
    warn,     ///< log `text`
  };
  Kind kind;
  std::string text = {};
  std::uint32_t number = 0;
};

enum class LinkState { idle, connecting, open, waiting, closing, stopped };

/// The connection to Grafana Live as a state machine without I/O or clock.
///
/// Each phase on the way to the upgrade has 5 s, and so has the way to the first answer of a push
/// by POST. An open connection is pinged after writes and each
/// 5 s; it counts as dead when nothing has come in, and no write made progress, for 9 s. Retries
/// follow RetrySchedule and are logged as OutageLog sees fit. After Stop it ends within 0.8 s.
///
///     for (const auto& action : link.resume(link_event::Start{}, now)) carry_out(action);
///     timer.expires_at(link.wake_at());
class PushLink {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Actions = std::vector<LinkAction>;

  explicit PushLink(net::RetrySchedule::Random random) : retry_(std::move(random)) {}

  Actions resume(const LinkEvent& event, Time now);

  /// When the next Tick is due; time_point::max() when none is.
  Time wake_at() const;
  /// Whether a message of that size may be written now.
  bool writable(std::size_t bytes) const {
    return state_ == LinkState::open && !writing_ && window_.allows(bytes);
  }
  LinkState state() const { return state_; }
  /// The failure that the present outage began with or came to; empty while open.
  const std::optional<LinkFailure>& failure() const { return failure_; }

 private:
  void on(const link_event::Start&, Time now, Actions& actions);
  void on(const link_event::Phase& event, Time now, Actions& actions);
  void on(const link_event::Opened&, Time now, Actions& actions);
  void on(const link_event::Failed& event, Time now, Actions& actions);
  void on(const link_event::Heard& event, Time now, Actions& actions);
  void on(const link_event::WriteBegan& event, Time now, Actions& actions);
  void on(const link_event::WriteEnded&, Time now, Actions& actions);
  void on(const link_event::Tick& event, Time now, Actions& actions);
  void on(const link_event::Stop&, Time now, Actions& actions);
  void on(const link_event::Closed&, Time now, Actions& actions);

  void connect(Time now, Actions& actions);
  void fail(LinkFailure failure, Time now, Actions& actions);
  void check_open(std::uint64_t tcp_acked_bytes, Time now, Actions& actions);
  void ping(Time now, Actions& actions);
  void end(Actions& actions);

  net::RetrySchedule retry_;
  OutageLog log_;
  AckWindow window_;
  LinkState state_ = LinkState::idle;
  LinkPhase phase_ = LinkPhase::resolve;
  Time deadline_{};  ///< of a phase, of waiting, of the orderly end
  Time heard_{};     ///< the last sign of life
  Time pinged_{};
  Time looked_{};
  std::uint64_t tcp_acked_bytes_ = 0;
  bool writing_ = false;
  std::optional<LinkFailure> failure_;
};

}  // namespace livetap::sink
