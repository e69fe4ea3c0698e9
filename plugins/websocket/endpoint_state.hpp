#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "net/retry_schedule.hpp"
#include "plugins/websocket/link_state.hpp"
#include "plugins/websocket/traffic.hpp"

namespace livetap::websocket {

/// How closely a connection is watched.
struct WatchLimits {
  std::chrono::steady_clock::duration silence{};  ///< 0: a connection never counts as silent
  std::chrono::steady_clock::duration ping{};
  std::chrono::steady_clock::duration pong_timeout{};
};

/// What one row says of an endpoint. Nothing: not known, or not so at the moment.
struct EndpointRow {
  bool connected = false;
  LinkState state = LinkState::connecting;
  Traffic::Interval traffic;
  std::optional<double> silence_ms;
  std::optional<double> ping_ms;
  std::optional<double> connect_ms;
  std::uint64_t reconnects = 0;
  std::optional<int> close_code;
  std::string error;  ///< empty: none
  std::string hint;
  bool over = false;  ///< the row tells a loss that is made good already: another one is due soon
};

/// What is to be done with an open connection now.
enum class Due { nothing, ping, drop };

/// One endpoint as a state machine without I/O or clock: its state and the changes of it, what came
/// in, when to ping, when a connection is dead, when to try again. One thread.
///
/// A connection is pinged at once and then each `ping`. It is dead when after a ping nothing at all
/// has come in for `pong_timeout`, and broken off as hostile when control frames flood it.
///
/// Tries: a host that refuses or resets is tried each second, one that does not accept us each 30
/// s, all else backs off with full jitter from 0.25 s to 15 s. The back-off begins anew only after
/// a connection that lasted 10 s, so that a peer that greets and hangs up is not hammered.
///
///     state.try_begins(now);
///     state.opened(took, now);              // or: timer.expires_at(state.ended(failure, now))
///     switch (state.look(now)) ...          // at wake_at(), while open
///     emit(state.take_row(now), state.take_changes());
class EndpointState {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;

  EndpointState(const WatchLimits& limits, net::RetrySchedule::Random random, Time now);

  void try_begins(Time now);
  /// `took`: from the beginning of the try.
  void opened(Duration took, Time now);
  /// A whole message came in.
  void message(std::size_t bytes, Time now);
  void lag(double ms) { traffic_.lag(ms); }
  /// A part of a message came in.
  void heard(Time now) { heard_ = now; }
  /// A ping or pong came in; `pong`: the number of a ping of ours. True when it is the one too
  /// many: look() is to be called at once.
  bool control_frame(std::optional<std::uint32_t> pong, Time now);
  /// The try failed, or the open connection ended. Returns when the next try is to begin.
  Time ended(Failure failure, Time now);

  /// When look() has something to do, at the latest; Time::max() unless open.
  Time wake_at() const;
  /// Ping: ping_number() is to be sent. Drop: ended() is to be told failure().
  Due look(Time now);
  std::uint32_t ping_number() const { return ping_number_; }
  Failure drop_reason(const std::string& peer, Time now) const;

  bool is_open() const { return state_ == LinkState::connected || state_ == LinkState::silent; }
  LinkState state() const { return state_; }
  /// Whether a single look can tell: the first try failed, or it succeeded and messages were
  /// counted or waited for long enough.
  bool settled(Time now) const;

  /// What is so now, with what came in since the last row. A connection that was lost since then is
  /// told once as such, though there is another one already: no loss is too short to be seen.
  EndpointRow take_row(Time now);
  /// Few: the pauses between tries bound them.
  std::vector<Change> take_changes() { return std::exchange(changes_, {}); }
  bool has_changed() const { return !changes_.empty(); }

 private:
  static void tell_trouble(EndpointRow& row, const Failure& failure);
  void change_to(LinkState to, std::optional<Failure> reason, Time now);
  net::RetryPace pace_after(const Failure& failure, bool was_open) const;
  bool flooded() const;
  Time silent_at() const;

  WatchLimits limits_;
  net::RetrySchedule retry_;
  Traffic traffic_;
  LinkState state_ = LinkState::connecting;
  Time since_;  // of the state
  Time opened_{};
  Time heard_{};
  std::optional<Time> last_message_;
  std::optional<Time> pinged_;  // a ping that is not answered yet
  Time next_ping_{};
  std::uint32_t ping_number_ = 0;
  Time flood_window_{};
  std::size_t control_frames_ = 0;  // in the window
  std::uint64_t connections_ = 0;
  std::optional<double> ping_ms_;
  std::optional<double> connect_ms_;
  std::optional<Failure> failure_;  // why it is not open
  std::optional<Failure> lost_;     // since the last row
  std::vector<Change> changes_;
};

}  // namespace livetap::websocket
