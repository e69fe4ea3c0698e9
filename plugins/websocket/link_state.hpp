#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "plugins/websocket/failure.hpp"

namespace livetap::websocket {

/// What an endpoint is in, one after the other. Tries that fail again do not change it.
enum class LinkState {
  connecting,    ///< the first connection is under way
  connected,     ///< open
  silent,        ///< open, and no message for longer than `silence`
  disconnected,  ///< lost, or the first try failed; the next one is waited for
  reconnecting,  ///< tries go on until one succeeds
};

constexpr std::string_view to_string(LinkState state) {
  constexpr std::string_view names[] = {"connecting", "connected", "silent", "disconnected",
                                        "reconnecting"};
  return names[static_cast<std::size_t>(state)];
}

/// One state gave way to another.
struct Change {
  LinkState from = LinkState::connecting;
  LinkState to = LinkState::connecting;
  std::chrono::steady_clock::duration lasted{};  ///< how long `from` did
  std::optional<Failure> reason;                 ///< where there is one
};

}  // namespace livetap::websocket
