#include "plugins/websocket/endpoint_state.hpp"

#include <algorithm>

#include "plugins/websocket/wording.hpp"

namespace livetap::websocket {
namespace {

using namespace std::chrono_literals;

constexpr auto proven_after = 10s;     // a connection that lasted so long was a good one
constexpr auto first_message = 500ms;  // how long a single look waits for one
constexpr auto first_rate = 250ms;     // how long it counts, where one came
constexpr auto flood_window = 1s;
constexpr std::size_t flood_limit = 1000;  // control frames in a window
constexpr int broken_off = 1008;           // policy violation: our close code for a flood

double in_ms(EndpointState::Duration span) {
  return std::chrono::duration<double, std::milli>(span).count();
}

}  // namespace

EndpointState::EndpointState(const WatchLimits& limits, net::RetrySchedule::Random random, Time now)
    : limits_(limits), retry_(std::move(random)), since_(now) {}

void EndpointState::try_begins(Time now) {
  if (state_ == LinkState::disconnected) change_to(LinkState::reconnecting, failure_, now);
}

void EndpointState::opened(Duration took, Time now) {
  ++connections_;
  opened_ = heard_ = flood_window_ = next_ping_ = now;
  control_frames_ = 0;
  pinged_.reset();
  ping_ms_.reset();
  connect_ms_ = in_ms(took);
  traffic_.opened(now);
  change_to(LinkState::connected, std::exchange(failure_, std::nullopt), now);
}

void EndpointState::message(std::size_t bytes, Time now) {
  traffic_.message(bytes);
  last_message_ = heard_ = now;
  if (state_ == LinkState::silent) change_to(LinkState::connected, std::nullopt, now);
}

bool EndpointState::control_frame(std::optional<std::uint32_t> pong, Time now) {
  heard_ = now;
  if (now - flood_window_ >= flood_window) {
    flood_window_ = now;
    control_frames_ = 0;
  }
  ++control_frames_;
  if (pinged_ && pong == ping_number_) {
    ping_ms_ = in_ms(now - *pinged_);
    pinged_.reset();
  }
  return control_frames_ == flood_limit + 1;
}

EndpointState::Time EndpointState::ended(Failure failure, Time now) {
  const bool was_open = is_open();
  if (was_open) {
    traffic_.closed(now);
    if (now - opened_ >= proven_after) retry_.succeeded();
  }
  failure_ = std::move(failure);
  if (was_open) lost_ = failure_;
  if (was_open || state_ == LinkState::connecting) {
    change_to(LinkState::disconnected, failure_, now);
  }
  return now + retry_.after(pace_after(*failure_, was_open));
}

net::RetryPace EndpointState::pace_after(const Failure& failure, bool was_open) const {
  if (failure.kind == FailureKind::auth) return net::RetryPace::slowly;
  const bool away = failure.kind == FailureKind::refused || failure.kind == FailureKind::reset;
  return away && !was_open ? net::RetryPace::each_second : net::RetryPace::backing_off;
}

bool EndpointState::flooded() const {
  return control_frames_ > flood_limit;
}

EndpointState::Time EndpointState::silent_at() const {
  if (limits_.silence == Duration::zero() || state_ != LinkState::connected) return Time::max();
  return std::max(opened_, last_message_.value_or(opened_)) + limits_.silence;
}

EndpointState::Time EndpointState::wake_at() const {
  if (!is_open()) return Time::max();
  const auto dead_at = pinged_ ? std::max(*pinged_, heard_) + limits_.pong_timeout : Time::max();
  return std::min({next_ping_, dead_at, silent_at()});
}

Due EndpointState::look(Time now) {
  if (!is_open()) return Due::nothing;
  if (now >= silent_at()) change_to(LinkState::silent, std::nullopt, now);
  if (flooded()) return Due::drop;
  if (pinged_ && now - std::max(*pinged_, heard_) >= limits_.pong_timeout) return Due::drop;
  if (now < next_ping_) return Due::nothing;
  next_ping_ = now + limits_.ping;
  // A peer that talks and does not answer pings gets new ones; one that does neither is waited for.
  if (pinged_ && heard_ <= *pinged_) return Due::nothing;
  pinged_ = now;
  ++ping_number_;
  return Due::ping;
}

Failure EndpointState::drop_reason(const std::string& peer, Time now) const {
  if (flooded()) {
    return broken_rule(peer, "more than 1000 pings and pongs in a second", broken_off);
  }
  const std::chrono::duration<double> silent = now - heard_;
  return dead(peer, silent.count());
}

bool EndpointState::settled(Time now) const {
  if (!is_open()) return failure_.has_value();
  return now - opened_ >= (last_message_ ? first_rate : first_message);
}

EndpointRow EndpointState::take_row(Time now) {
  EndpointRow row;
  row.connected = is_open();
  row.state = state_;
  row.traffic = traffic_.take(now);
  row.reconnects = connections_ > 0 ? connections_ - 1 : 0;
  if (connections_ > 0) row.silence_ms = in_ms(now - last_message_.value_or(opened_));
  if (is_open()) {
    row.ping_ms = ping_ms_;
    row.connect_ms = connect_ms_;
  }
  if (state_ == LinkState::silent) {
    row.error = "no message for " + in_words(now - last_message_.value_or(opened_));
    row.hint = "is the market closed, or has the server lost what send asked for?";
  }
  if (failure_) tell_trouble(row, *failure_);
  const auto lost = std::exchange(lost_, std::nullopt);
  if (lost && is_open()) {
    row.connected = false;
    row.state = LinkState::disconnected;
    row.over = true;
    tell_trouble(row, *lost);
  }
  return row;
}

void EndpointState::tell_trouble(EndpointRow& row, const Failure& failure) {
  row.error = failure.message;
  row.hint = failure.hint;
  row.close_code = failure.close_code;
}

void EndpointState::change_to(LinkState to, std::optional<Failure> reason, Time now) {
  changes_.push_back({state_, to, now - since_, std::move(reason)});
  state_ = to;
  since_ = now;
}

}  // namespace livetap::websocket
