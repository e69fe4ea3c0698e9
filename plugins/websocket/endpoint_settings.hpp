#pragma once
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "net/http_client.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"

namespace livetap::websocket {

/// One peer, and how it is watched. Checked: see settings.hpp.
struct EndpointSettings {
  std::string name;  ///< value of the tag endpoint
  net::Url url;
  std::vector<net::HttpHeader> headers;  ///< of the upgrade request
  std::string subprotocol;               ///< asked for; empty: none
  std::vector<std::string> send;         ///< texts that are sent once connected
  std::string timestamp;  ///< JSON pointer to the source's time in a message; empty: none
  std::chrono::nanoseconds silence{};  ///< no message for so long is a state; 0: it never is
  std::chrono::nanoseconds ping{};
  std::chrono::nanoseconds pong_timeout{};
  std::chrono::nanoseconds connect_timeout{};  ///< name lookup to upgrade
  std::size_t message_limit = 0;               ///< bytes
  net::TlsSettings tls;
};

}  // namespace livetap::websocket
