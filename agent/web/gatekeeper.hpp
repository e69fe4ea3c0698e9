#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/web/http_message.hpp"

namespace livetap::web {

/// Who may ask. Without user and token anybody on this machine may, and only there.
struct AccessRules {
  std::string host;                ///< the address that is listened on
  std::uint16_t port = 0;          ///< the port that it really has
  bool loopback = true;            ///< that address is one of this machine only
  std::vector<std::string> names;  ///< further names that a browser may know it by
  std::string user;
  std::string password;  ///< secret
  std::string token;     ///< secret
};

/// Refuses, in words, what no request of ours looks like. Any web page can make a browser send
/// requests to a loopback port; two header fields give it away:
///  - Host names this address, or the machine itself, with the port; a page that was led here by a
///    name of its own (DNS rebinding) has that name in it. Beyond loopback the port is not looked
///    at, since a container or proxy gives another one.
///  - Origin, where there is one, is the host itself.
/// And, where a user or a token is set, Authorization holds it: Basic, or Bearer; a browser gives
/// the token as the password of the user "token". /-/healthy asks for none of it.
class Gatekeeper {
 public:
  explicit Gatekeeper(AccessRules rules);

  /// The reply, if the request is refused.
  std::optional<HttpReply> refuse(const HttpRequest& request) const;

 private:
  bool knows_host(std::string_view host) const;
  bool is_named(std::string_view name) const;
  bool authorised(std::string_view authorization) const;

  AccessRules rules_;
  std::vector<std::string> accepted_;  // values of Authorization; empty: anything goes
};

}  // namespace livetap::web
