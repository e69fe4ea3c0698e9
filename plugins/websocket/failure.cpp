#include "plugins/websocket/failure.hpp"

#include <spdlog/fmt/fmt.h>

#include "net/safe_location.hpp"

namespace livetap::websocket {
namespace {

constexpr int no_code = 1005;
constexpr int no_goodbye = 1006;
constexpr int too_big = 1009;

FailureKind kind_of(net::NetErrorKind kind) {
  switch (kind) {
    case net::NetErrorKind::refused:
      return FailureKind::refused;
    case net::NetErrorKind::dns:
      return FailureKind::dns;
    case net::NetErrorKind::timeout:
      return FailureKind::timeout;
    case net::NetErrorKind::tls:
      return FailureKind::tls;
    case net::NetErrorKind::protocol:
    case net::NetErrorKind::too_large:
      return FailureKind::not_websocket;
    case net::NetErrorKind::cancelled:
    case net::NetErrorKind::reset:
      break;
  }
  return FailureKind::reset;
}

/// IANA's registry of close codes, as far as a server may send them.
std::string_view meaning(int code) {
  switch (code) {
    case 1000:
      return "normal end";
    case 1001:
      return "going away";
    case 1002:
      return "protocol error";
    case 1003:
      return "unsupported data";
    case 1007:
      return "invalid payload";
    case 1008:
      return "policy violation";
    case 1009:
      return "message too big";
    case 1011:
      return "internal error";
    case 1012:
      return "service restart";
    case 1013:
      return "try again later";
    default:
      return "";
  }
}

const char* cure_of_close(int code) {
  switch (code) {
    case 1002:
    case 1003:
    case 1007:
      return "does the server understand what send holds, and the subprotocol?";
    case 1008:
      return "the server does not want this client: check headers, subprotocol and send";
    case 1009:
      return "what send holds is larger than the server takes";
    case 1011:
      return "see the server's log";
    case 1013:
      return "the server is overloaded";
    default:
      return "";
  }
}

}  // namespace

Failure not_opened(const net::NetError& error) {
  Failure failure{kind_of(error.kind), error.message, error.hint};
  if (failure.kind == FailureKind::tls && failure.hint.empty()) {
    failure.hint = "does it speak TLS on this port? ws:// is for servers that do not";
  }
  return failure;
}

Failure refused_upgrade(const std::string& url, int status, std::string_view location) {
  if (status == 401) {
    return {FailureKind::auth, url + " does not accept the credentials (401)",
            "check the API key in headers, or user and password in url"};
  }
  if (status == 403) {
    return {FailureKind::auth, url + " refuses this client (403)",
            "check the API key in headers, and Origin if the server wants one"};
  }
  if (status == 404) {
    return {FailureKind::not_websocket, url + " is not there (404)", "check the path in url"};
  }
  if (status >= 300 && status < 400) {
    return {FailureKind::not_websocket,
            fmt::format("{} redirects to {} ({})", url, net::safe_location(location), status),
            "redirects are not followed: put the final address into url"};
  }
  if (status >= 200 && status < 300) {
    return {FailureKind::not_websocket,
            fmt::format("{} answers without upgrading to WebSocket ({})", url, status),
            "is this the path of the stream? a proxy in between must pass the headers Upgrade and "
            "Connection on"};
  }
  if (status >= 500) {
    return {FailureKind::not_websocket,
            fmt::format("{} has a problem of its own ({})", url, status),
            "see the log of the service, or of the proxy in front of it"};
  }
  return {FailureKind::not_websocket, fmt::format("{} refuses the upgrade ({})", url, status),
          "check url, headers and subprotocol"};
}

Failure wrong_upgrade(const std::string& url, const std::string& detail) {
  return {FailureKind::not_websocket, url + " answers the upgrade wrongly: " + detail,
          "something other than a WebSocket server answers there, or a proxy that breaks it"};
}

Failure closed_by_peer(const std::string& peer, int code, std::string_view reason) {
  std::string message = peer + " closed the connection";
  if (code == 0) {
    message += " without a code";
  } else {
    const auto words = meaning(code);
    message += fmt::format(" ({}{}{})", code, words.empty() ? "" : " ", words);
  }
  if (!reason.empty()) message.append(": ").append(reason);
  return {FailureKind::closed, std::move(message), cure_of_close(code), code == 0 ? no_code : code};
}

Failure lost(const net::NetError& error) {
  return {FailureKind::reset, error.message, "", no_goodbye};
}

Failure dead(const std::string& peer, double silent_s) {
  return {FailureKind::dead, fmt::format("{} did not answer a ping for {:.1f} s", peer, silent_s),
          "the server is frozen, or the network to it is cut", no_goodbye};
}

Failure broken_rule(const std::string& peer, const std::string& detail, int our_code) {
  return {FailureKind::protocol, peer + " breaks the WebSocket protocol: " + detail,
          "a fault of the server, or of a proxy in between", our_code};
}

Failure too_large(const std::string& peer, std::size_t message_limit) {
  return {FailureKind::protocol,
          fmt::format("{} sent a message larger than {} bytes", peer, message_limit),
          "raise message_limit if such messages are right", too_big};
}

}  // namespace livetap::websocket
