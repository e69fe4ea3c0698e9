#pragma once

#include <string>

#include "net/tls.hpp"
#include "net/url.hpp"

namespace livetap::sink {

/// How messages get to Grafana. The WebSocket is cheaper and takes an org Admin; a POST is answered
/// and takes any signed-in user.
enum class LiveTransport { websocket, http };

/// Where Grafana is and who we are to it: the config's `grafana:` section.
struct LiveOptions {
  net::Url url = {};          ///< http or https; a path that Grafana is served under belongs to it
  std::string user = {};      ///< basic auth when not empty; else the URL's own user
  std::string password = {};  ///< goes with user
  std::string token = {};     ///< bearer; before user and password
  std::string stream = "livetap";
  net::TlsSettings tls = {};
  LiveTransport transport = LiveTransport::websocket;
};

/// The value of the Authorization header; empty when no credentials are given.
std::string authorization(const LiveOptions& options);
/// `<url path>/api/live/push/<stream>`.
std::string push_target(const LiveOptions& options);
/// `<url path>/api/live/list`.
std::string list_target(const LiveOptions& options);
/// The push address for messages: origin and path, no credentials.
std::string push_address(const LiveOptions& options);

}  // namespace livetap::sink
