#include "agent/sink/link_failure.hpp"

#include <optional>

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

namespace {

std::string in_brackets(int status) {
  return " (" + std::to_string(status) + ")";
}

/// Answers that mean the same whatever was asked for.
std::optional<LinkFailure> judge_any(int status, std::string_view location,
                                     const std::string& target) {
  const auto number = in_brackets(status);
  if (status == 401) {
    return LinkFailure{LinkFault::auth, "Grafana does not accept the credentials" + number,
                       "check grafana.user and grafana.password, or grafana.token", status};
  }
  if (status == 404) {
    return LinkFailure{LinkFault::not_websocket, "nothing is served at " + target + number,
                       "check grafana.url: a path that Grafana is served under belongs to it",
                       status};
  }
  if (status >= 300 && status < 400) {
    return LinkFailure{
        LinkFault::not_websocket, "redirected to " + net::safe_location(location) + number,
        "redirects are not followed: put the final address into grafana.url", status};
  }
  if (status >= 500) {
    return LinkFailure{LinkFault::not_websocket, "the server has a problem of its own" + number,
                       "see the log of Grafana, or of the proxy in front of it", status};
  }
  return std::nullopt;
}

}  // namespace

LinkFailure judge_upgrade(int status, std::string_view location, const std::string& target) {
  if (auto failure = judge_any(status, location, target)) return *std::move(failure);
  const auto number = in_brackets(status);
  if (status == 403) {
    return {
        LinkFault::auth, "Grafana refuses this user the WebSocket push" + number,
        "WebSocket push needs an org Admin or an Admin service account token; with "
        "grafana.transport: http a Viewer's will do; Grafana answers a wrong password here in the "
        "same way",
        status};
  }
  if (status >= 200 && status < 300) {
    return {LinkFault::not_websocket, "answered without upgrading to WebSocket" + number,
            "a proxy in between must pass the Upgrade and Connection headers on, or set "
            "grafana.transport: http",
            status};
  }
  return {LinkFault::not_websocket, "the WebSocket upgrade is refused" + number,
          "check grafana.url, and that Grafana Live is not switched off", status};
}

LinkFailure judge_push(int status, std::string_view location, const std::string& target) {
  if (auto failure = judge_any(status, location, target)) return *std::move(failure);
  const auto number = in_brackets(status);
  if (status == 403) {
    return {LinkFault::auth, "Grafana refuses this user the push" + number,
            "any signed-in user may push by POST, a Viewer's token included: is this one disabled, "
            "or of another organisation?",
            status};
  }
  if (status == 413) {
    return {LinkFault::not_websocket, "the body is larger than the server takes" + number,
            "a proxy in between limits it (nginx: client_max_body_size)", status};
  }
  if (status >= 200 && status < 300) {
    return {LinkFault::not_websocket, "a push is answered with something else than 200" + number,
            "something other than Grafana answers there: check grafana.url", status};
  }
  return {LinkFault::not_websocket, "the push is refused" + number,
          "check grafana.url, and that Grafana Live is not switched off", status};
}

LinkFailure wrong_upgrade(const std::string& detail) {
  return {LinkFault::not_websocket, "the WebSocket upgrade is answered wrongly: " + detail,
          "something other than Grafana answers there, or a proxy that breaks WebSocket"};
}

}  // namespace livetap::sink
