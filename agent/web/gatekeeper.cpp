#include "agent/web/gatekeeper.hpp"

#include <algorithm>
#include <utility>

#include "net/url.hpp"

namespace livetap::web {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

/// Takes as long for any text of that length: time must not tell how much of a secret was right.
bool same_secret(std::string_view a, std::string_view b) {
  unsigned different = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const char given = i < a.size() ? a[i] : '\0';
    different |= static_cast<unsigned char>(given) ^ static_cast<unsigned char>(b[i]);
  }
  return different == 0;
}

/// "[::1]:80" to "::1" and "80".
std::pair<std::string_view, std::string_view> host_and_port(std::string_view host) {
  const auto bracket = host.starts_with('[') ? host.find(']') : std::string_view::npos;
  const auto colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const auto port = colon == std::string_view::npos ? std::string_view{} : host.substr(colon + 1);
  const auto name = host.substr(0, colon);
  return {bracket == std::string_view::npos ? name : name.substr(1, bracket - 1), port};
}

/// No name looks like that, so nobody can lead one here.
bool is_address(std::string_view name) {
  return name.find(':') != std::string_view::npos ||
         name.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_same_origin(const HttpRequest& request) {
  const auto& origin = request.origin;
  return same_name(origin, "http://" + request.host) ||
         same_name(origin, "https://" + request.host);
}

HttpReply unauthorised() {
  auto reply =
      text_reply(401,
                 "This agent asks for a user and a password (or a token: as a bearer, or "
                 "as the password of the user \"token\"); see agent.http in its config.\n");
  reply.headers.emplace_back("WWW-Authenticate", "Basic realm=\"livetap\", charset=\"UTF-8\"");
  return reply;
}

}  // namespace

Gatekeeper::Gatekeeper(AccessRules rules) : rules_(std::move(rules)) {
  if (!rules_.user.empty()) {
    accepted_.push_back(net::basic_authorization(rules_.user, rules_.password));
  }
  if (!rules_.token.empty()) {
    accepted_.push_back("Bearer " + rules_.token);
    accepted_.push_back(net::basic_authorization("token", rules_.token));
  }
}

bool Gatekeeper::is_named(std::string_view name) const {
  const auto names_it = [&](std::string_view known) { return same_name(name, known); };
  return names_it(rules_.host) || names_it("localhost") || names_it("127.0.0.1") ||
         names_it("::1") || (!rules_.loopback && is_address(name)) ||
         std::any_of(rules_.names.begin(), rules_.names.end(), names_it);
}

bool Gatekeeper::knows_host(std::string_view host) const {
  const auto [name, port] = host_and_port(host);
  const auto expected = std::to_string(rules_.port);
  const bool port_fits = port == expected || (port.empty() && expected == "80");
  const bool behind_proxy =
      !rules_.loopback ||
      std::any_of(rules_.names.begin(), rules_.names.end(),
                  [&, &wanted = name](const auto& known) { return same_name(wanted, known); });
  return is_named(name) && (port_fits || behind_proxy);
}

bool Gatekeeper::authorised(std::string_view authorization) const {
  bool good = accepted_.empty();
  for (const auto& accepted : accepted_) {
    good |= same_secret(authorization, accepted);
  }
  return good;
}

std::optional<HttpReply> Gatekeeper::refuse(const HttpRequest& request) const {
  if (!knows_host(request.host)) {
    return text_reply(421,
                      "This is not the host that the request asks for. Use the agent's "
                      "address as its config has it (agent.http), or add the name to "
                      "agent.http.names.\n");
  }
  if (!request.origin.empty() && !is_same_origin(request)) {
    return text_reply(403, "A page from elsewhere (Origin) may not ask this agent anything.\n");
  }
  if (request.path() != "/-/healthy" && !authorised(request.authorization)) {
    return unauthorised();
  }
  return std::nullopt;
}

}  // namespace livetap::web
