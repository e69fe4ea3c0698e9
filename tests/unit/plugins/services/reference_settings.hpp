#pragma once
#include <livetap/probe.h>

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "plugins/services/settings.hpp"
#include "tests/support/plugin_calls.hpp"

namespace livetap::test {

// The fields of the reference system, as README.md of the plugin gives them.
inline constexpr std::string_view reference_fields = R"("fields": {
  "websocket_connected": {"type": "bool", "true_if": ["connected"], "fail_if_false": true,
                          "pointers": ["/websocket_connected", "/websocket_state/status"],
                          "complaint": "its WebSocket is down",
                          "events": ["websocket_connected", "websocket_disconnected"]},
  "websocket_status": {"type": "text", "kind": "state",
                       "pointers": ["/websocket_status", "/websocket_state/status"]},
  "environment": {"type": "text", "pointers": ["/environment", "/websocket_state/environment"]},
  "connected_at": {"type": "time", "pointers": ["/connected_at", "/websocket_state/connected_at"]},
  "heartbeat_age": {"type": "age",
                    "pointers": ["/last_heartbeat", "/websocket_state/last_heartbeat"]},
  "reconnection_count": {"type": "int", "kind": "counter",
                         "pointers": ["/reconnection_count", "/websocket_state/reconnection_count"]},
  "last_error": {"type": "text", "pointers": ["/last_error", "/websocket_state/last_error"]},
  "active_subscriptions": {"type": "int", "pointers": ["/active_subscriptions"]},
  "active_model_version": {"type": "text", "pointers": ["/active_model_version"]},
  "training_status": {"type": "text", "kind": "state", "pointers": ["/training_status"]}
})";

// What the settings of a probe, given as JSON, say. Durations are in nanoseconds.
inline services::Watched watched_by(std::string_view settings) {
  static const livetap_host host = [] {
    livetap_host made{};
    serve_settings(made);
    return made;
  }();
  const boost::json::value document = boost::json::parse({settings.data(), settings.size()});
  return services::read_settings(sdk::Settings(&host, as_node(&document)));
}

}  // namespace livetap::test
