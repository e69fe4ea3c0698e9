#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "agent/sink/push_link.hpp"

namespace livetap::sink {

/// A PushLink, its clock, and the actions it asked for.
class LinkDriver {
 public:
  using Kind = LinkAction::Kind;

  explicit LinkDriver(double random = 0.5) : link([random] { return random; }) {}

  PushLink::Actions feed(const LinkEvent& event) {
    auto actions = link.resume(event, now);
    for (const auto& action : actions) {
      if (action.kind == Kind::ping) last_ping = action.number;
      if (action.kind == Kind::warn || action.kind == Kind::info) log.push_back(action.text);
    }
    return actions;
  }
  void pass(std::chrono::milliseconds time) { now += time; }
  /// Lets time pass to the next Tick, and gives it.
  PushLink::Actions tick(std::uint64_t acked = 0) {
    now = std::max(now, link.wake_at());
    return feed(link_event::Tick{acked});
  }
  std::chrono::milliseconds until_wake() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(link.wake_at() - now);
  }
  void open() {
    if (link.state() == LinkState::idle) feed(link_event::Start{});
    if (link.state() == LinkState::waiting) tick();
    feed(link_event::Opened{});
  }
  void write(std::size_t bytes) {
    feed(link_event::WriteBegan{bytes});
    feed(link_event::WriteEnded{});
  }
  PushLink::Actions pong() { return feed(link_event::Heard{last_ping}); }
  PushLink::Actions fail(LinkFault fault, std::string message = "it failed") {
    if (link.state() == LinkState::waiting) tick();
    return feed(link_event::Failed{{fault, std::move(message), ""}});
  }

  static bool has(const PushLink::Actions& actions, Kind kind) {
    return std::any_of(actions.begin(), actions.end(),
                       [&](const auto& action) { return action.kind == kind; });
  }

  PushLink link;
  PushLink::Time now{std::chrono::hours(1000)};
  std::uint32_t last_ping = 0;
  std::vector<std::string> log;
};

}  // namespace livetap::sink
