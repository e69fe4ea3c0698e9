#include "agent/sink/link_failure.hpp"

#include "net/safe_location.hpp"

namespace livetap::sink {

net::RetryPace retry_pace(LinkFault fault) {
  switch (fault) {
    case LinkFault::refused:
    case LinkFault::reset:
    case LinkFault::silent:
      return net::RetryPace::each_second;
    case LinkFault::auth:
      return net::RetryPace::slowly;
    case LinkFault::dns:
    case LinkFault::timeout:
    case LinkFault::tls:
    case LinkFault::not_websocket:
      break;
  }
  return net::RetryPace::backing_off;
}

LinkFailure judge_upgrade(int status, std::string_view location, const std::string& target) {
  const auto number = " (" + std::to_string(status) + ")";
  if (status == 401) {
    return {LinkFault::auth, "Grafana does not accept the credentials" + number,
            "check grafana.user and grafana.password, or grafana.token", status};
  }
  if (status == 403) {
    return {
        LinkFault::auth, "Grafana refuses this user the WebSocket push" + number,
        "WebSocket push needs an org Admin or an Admin service account token; Grafana answers a "
        "wrong password here in the same way",
        status};
  }
  if (status == 404) {
    return {LinkFault::not_websocket, "nothing is served at " + target + number,
            "check grafana.url: a path that Grafana is served under belongs to it", status};
  }
  if (status >= 300 && status < 400) {
    return {LinkFault::not_websocket, "redirected to " + net::safe_location(location) + number,
            "redirects are not followed: put the final address into grafana.url", status};
  }
  if (status >= 200 && status < 300) {
    return {LinkFault::not_websocket, "answered without upgrading to WebSocket" + number,
            "a proxy in between must pass the Upgrade and Connection headers on", status};
  }
  if (status >= 500) {
    return {LinkFault::not_websocket, "the server has a problem of its own" + number,
            "see the log of Grafana, or of the proxy in front of it", status};
  }
  return {LinkFault::not_websocket, "the WebSocket upgrade is refused" + number,
          "check grafana.url, and that Grafana Live is not switched off", status};
}

LinkFailure wrong_upgrade(const std::string& detail) {
  return {LinkFault::not_websocket, "the WebSocket upgrade is answered wrongly: " + detail,
          "something other than Grafana answers there, or a proxy that breaks WebSocket"};
}

}  // namespace livetap::sink
