#include "agent/sink/push_link.hpp"

#include <algorithm>

namespace livetap::sink {
namespace {

using Kind = LinkAction::Kind;

constexpr std::chrono::seconds phase_limit{5};
constexpr std::chrono::seconds ping_interval{5};
constexpr std::chrono::seconds look_interval{1};
constexpr std::chrono::milliseconds close_limit{800};

const char* spoken(LinkPhase phase) {
  switch (phase) {
    case LinkPhase::resolve:
      return "the name lookup takes too long";
    case LinkPhase::connect:
      return "nobody answers the connect";
    case LinkPhase::tls:
      return "the TLS handshake is not answered";
    case LinkPhase::handshake:
      return "the WebSocket upgrade is not answered";
    case LinkPhase::push:
      return "the push is not answered";
  }
  return "no answer";
}

}  // namespace

PushLink::Actions PushLink::resume(const LinkEvent& event, Time now) {
  Actions actions;
  if (state_ == LinkState::stopped) return actions;
  std::visit([&](const auto& known) { on(known, now, actions); }, event);
  return actions;
}

PushLink::Time PushLink::wake_at() const {
  switch (state_) {
    case LinkState::idle:
    case LinkState::stopped:
      return Time::max();
    case LinkState::connecting:
    case LinkState::waiting:
    case LinkState::closing:
      return deadline_;
    case LinkState::open:
      return looked_ + look_interval;
  }
  return Time::max();
}

void PushLink::on(const link_event::Start&, Time now, Actions& actions) {
  if (state_ == LinkState::idle) connect(now, actions);
}

void PushLink::on(const link_event::Phase& event, Time now, Actions&) {
  if (state_ != LinkState::connecting) return;
  phase_ = event.phase;
  deadline_ = now + phase_limit;
}

void PushLink::on(const link_event::Opened&, Time now, Actions& actions) {
  if (state_ != LinkState::connecting) return;
  state_ = LinkState::open;
  heard_ = pinged_ = looked_ = now;
  tcp_acked_bytes_ = 0;
  writing_ = false;
  failure_.reset();
  retry_.succeeded();
  window_.connection_opened();
  if (auto line = log_.opened(now)) actions.push_back({Kind::info, std::move(*line)});
  actions.push_back({Kind::opened});
}

void PushLink::on(const link_event::Failed& event, Time now, Actions& actions) {
  if (state_ == LinkState::closing) return end(actions);
  if (state_ == LinkState::connecting || state_ == LinkState::open) {
    fail(event.failure, now, actions);
  }
}

void PushLink::on(const link_event::Heard& event, Time now, Actions& actions) {
  if (state_ != LinkState::open) return;
  heard_ = now;
  if (!event.pong || !window_.pong(*event.pong, now)) return;
  if (window_.unconfirmed() > 0 && !writing_) ping(now, actions);
}

void PushLink::on(const link_event::WriteBegan& event, Time, Actions&) {
  if (state_ != LinkState::open) return;
  writing_ = true;
  window_.written(event.bytes);
}

void PushLink::on(const link_event::WriteEnded&, Time now, Actions& actions) {
  if (state_ != LinkState::open) return;
  writing_ = false;
  if (!window_.ping_under_way()) ping(now, actions);
}

void PushLink::on(const link_event::Tick& event, Time now, Actions& actions) {
  if (state_ == LinkState::open) return check_open(event.tcp_acked_bytes, now, actions);
  if (now < deadline_) return;
  if (state_ == LinkState::waiting) connect(now, actions);
  if (state_ == LinkState::closing) return end(actions);
  if (state_ == LinkState::connecting && now >= deadline_) {
    fail({LinkFault::timeout, std::string(spoken(phase_)) + " within 5 s",
          "check grafana.url, and whether a firewall swallows the packets"},
         now, actions);
  }
}

void PushLink::on(const link_event::Stop&, Time now, Actions& actions) {
  if (state_ == LinkState::closing) return;
  if (state_ != LinkState::open) return end(actions);
  state_ = LinkState::closing;
  deadline_ = now + close_limit;
  actions.push_back({Kind::close});
}

void PushLink::on(const link_event::Closed&, Time, Actions& actions) {
  if (state_ == LinkState::closing) end(actions);
}

void PushLink::connect(Time now, Actions& actions) {
  state_ = LinkState::connecting;
  phase_ = LinkPhase::resolve;
  deadline_ = now + phase_limit;
  actions.push_back({Kind::connect});
}

void PushLink::fail(LinkFailure failure, Time now, Actions& actions) {
  state_ = LinkState::waiting;
  writing_ = false;
  deadline_ = now + retry_.after(retry_pace(failure.fault));
  actions.push_back({Kind::abandon});
  if (auto line = log_.failed(failure, now)) actions.push_back({Kind::warn, std::move(*line)});
  failure_ = std::move(failure);
}

void PushLink::check_open(std::uint64_t tcp_acked_bytes, Time now, Actions& actions) {
  looked_ = now;
  // A frozen peer's kernel still confirms pings, so only a write's own progress counts.
  if (writing_ && tcp_acked_bytes > tcp_acked_bytes_) heard_ = now;
  tcp_acked_bytes_ = tcp_acked_bytes;
  if (now - heard_ >= window_.patience()) {
    window_.gave_up();
    const auto silence = std::chrono::duration_cast<std::chrono::seconds>(now - heard_).count();
    return fail(
        {LinkFault::silent,
         "the connection is dead: nothing came back for " + std::to_string(silence) + " s", ""},
        now, actions);
  }
  if (!window_.ping_under_way() && now - pinged_ >= ping_interval) ping(now, actions);
}

void PushLink::ping(Time now, Actions& actions) {
  pinged_ = now;
  actions.push_back({Kind::ping, {}, window_.ping(now, !writing_)});
}

void PushLink::end(Actions& actions) {
  state_ = LinkState::stopped;
  actions.push_back({Kind::abandon});
  actions.push_back({Kind::stopped});
}

}  // namespace livetap::sink
