#include "agent/config/url_check.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/url_view.hpp>

#include "agent/config/quantity.hpp"

namespace livetap {

namespace urls = boost::urls;

namespace {

Error bad(std::string message, std::string hint) {
  return {ErrorKind::config, std::move(message), std::move(hint), ""};
}

bool is_postgres(std::string_view scheme) {
  return scheme == "postgresql" || scheme == "postgres";
}

/// A URL in its parts, found by hand: libpq's list of hosts is no authority to Boost.URL.
struct Parts {
  std::string_view scheme;
  std::string_view user;  // user:password, without the @
  std::string_view hosts;
  std::string_view rest;  // path, query, fragment
};

Parts split(std::string_view url) {
  Parts parts;
  const auto colon = url.find("://");
  if (colon == std::string_view::npos) {
    return parts;
  }
  parts.scheme = url.substr(0, colon);
  const auto from = colon + 3;
  const auto slash = std::min(url.find_first_of("/?#", from), url.size());
  auto authority = url.substr(from, slash - from);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    parts.user = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  parts.hosts = authority;
  parts.rest = url.substr(slash);
  return parts;
}

/// Hosts one by one; a URL of another scheme has one, commas included.
std::vector<std::string_view> host_list(const Parts& parts) {
  std::vector<std::string_view> hosts;
  auto rest = parts.hosts;
  while (is_postgres(parts.scheme)) {
    const auto comma = rest.find(',');
    hosts.push_back(rest.substr(0, comma));
    if (comma == std::string_view::npos) {
      return hosts;
    }
    rest.remove_prefix(comma + 1);
  }
  return {rest};
}

bool parses(const Parts& parts, std::string_view host) {
  std::string url(parts.scheme);
  url += "://";
  url += parts.user;
  url += parts.user.empty() ? "" : "@";
  url.append(host).append(parts.rest);
  const auto parsed = urls::parse_uri(url);
  if (!parsed.has_value() || !parsed->has_port()) {
    return parsed.has_value();
  }
  const auto port = parse_integer({parsed->port().data(), parsed->port().size()});
  return port && *port > 0 && *port <= 65535;
}

std::string joined(const std::vector<std::string>& schemes) {
  std::string text;
  for (const auto& scheme : schemes) {
    text += (text.empty() ? "" : ", ") + scheme + "://";
  }
  return text;
}

}  // namespace

std::optional<Error> check_url(std::string_view url, const std::vector<std::string>& schemes) {
  const auto parts = split(url);
  if (parts.scheme.empty()) {
    return bad("must be a URL, scheme://host...", schemes.empty() ? "" : "use " + joined(schemes));
  }
  const bool known = std::find(schemes.begin(), schemes.end(), parts.scheme) != schemes.end();
  if (!schemes.empty() && !known) {
    return bad("has a scheme that is not taken here", "use " + joined(schemes));
  }
  for (const auto host : host_list(parts)) {
    if (host.empty() && !is_postgres(parts.scheme)) {
      return bad("must be a URL with a host", "write " + std::string(parts.scheme) + "://host");
    }
    if (!parses(parts, host)) {
      return bad("is no valid URL",
                 "ports go up to 65535; write special characters of a password as %XX, or give it "
                 "as a setting of its own");
    }
  }
  return std::nullopt;
}

namespace {

void add_password(std::string_view written, std::vector<std::string>& passwords) {
  if (written.empty()) {
    return;
  }
  passwords.emplace_back(written);
  const auto encoded = urls::make_pct_string_view({written.data(), written.size()});
  if (encoded.has_value()) {
    auto decoded = encoded->decode();
    if (decoded != written) {
      passwords.push_back(std::move(decoded));
    }
  }
}

}  // namespace

std::vector<std::string> url_passwords(std::string_view url) {
  std::vector<std::string> passwords;
  const auto parts = split(url);
  if (const auto colon = parts.user.find(':'); colon != std::string_view::npos) {
    add_password(parts.user.substr(colon + 1), passwords);
  }
  for (auto at = parts.rest.find("password="); at != std::string_view::npos;
       at = parts.rest.find("password=", at + 1)) {
    const auto from = at + std::string_view("password=").size();
    const auto end = std::min(parts.rest.find_first_of("&#", from), parts.rest.size());
    add_password(parts.rest.substr(from, end - from), passwords);
  }
  return passwords;
}

bool has_user(std::string_view url) {
  const auto parts = split(url);
  return !parts.user.empty();
}

}  // namespace livetap
