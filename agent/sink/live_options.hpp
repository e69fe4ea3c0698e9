#pragma once

#include <string>

#include "net/tls.hpp"
#include "net/url.hpp"

namespace livetap::sink {

/// Where Grafana is and who we are to it: the config's `grafana:` section.
struct LiveOptions {
  net::Url url = {};          ///< http or https; a path that Grafana is served under belongs to it
  std::string user = {};      ///< basic auth when not empty; else the URL's own user
  std::string password = {};  ///< goes with user
  std::string token = {};     ///< bearer; before user and password
  std::string stream = "livetap";
  net::TlsSettings tls = {};
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
