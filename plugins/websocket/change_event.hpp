#pragma once
#include <livetap/sdk/host.hpp>

#include <string>

#include "plugins/websocket/link_state.hpp"

namespace livetap::websocket {

/// A change of state as an event for people and for rules.
struct ChangeEvent {
  std::string type;  ///< websocket_ and the state that begins: websocket_disconnected
  sdk::Severity severity = sdk::Severity::info;
  std::string message;
  std::string attributes;  ///< JSON: endpoint, from, duration_s of that state, close_code, reason
};

ChangeEvent event_of(const Change& change, const std::string& endpoint);

}  // namespace livetap::websocket
