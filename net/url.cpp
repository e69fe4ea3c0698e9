#include "net/url.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <cctype>
#include <charconv>

namespace livetap::net {
namespace {

using Schemes = std::initializer_list<std::string_view>;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string beginnings(Schemes schemes) {
  std::string text;
  std::size_t left = schemes.size();
  for (const auto scheme : schemes) {
    text.append(scheme).append("://");
    --left;
    if (left > 0) text += left == 1 ? " or " : ", ";
  }
  return text;
}

std::uint16_t default_port(const std::string& scheme) {
  return scheme == "https" || scheme == "wss" ? 443 : 80;
}

/// 0 unless the text is a number from 1 to 65535. Boost.URL 1.81's own port_number() wraps around.
std::uint16_t port_number(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool fits = error == std::errc{} && end == text.data() + text.size() && number <= 65535;
  return fits ? static_cast<std::uint16_t>(number) : 0;
}

/// What the grammar's own parser would only call a syntax error. Empty: nothing found.
std::string plain_fault(std::string_view text, Schemes schemes) {
  if (text.empty()) return "is empty; it must begin with " + beginnings(schemes);
  if (text.find("://") == std::string_view::npos) {
    return "has no scheme; it must begin with " + beginnings(schemes);
  }
  for (const unsigned char c : text) {
    if (c <= ' ' || c == 0x7f) return "contains a blank or a control character; write it as %20";
    if (c >= 0x80) return "contains a character beyond ASCII; percent-encode it";
  }
  return {};
}

}  // namespace

bool Url::tls() const {
  return scheme == "https" || scheme == "wss";
}

std::string Url::target() const {
  return query.empty() ? path : path + "?" + query;
}

std::string Url::authority() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string Url::host_header() const {
  const std::string full = authority();
  return port == default_port(scheme) ? full.substr(0, full.rfind(':')) : full;
}

std::string Url::origin() const {
  return scheme + "://" + host_header();
}

boost::system::result<Url, UrlError> parse_url(std::string_view text, Schemes schemes) {
  if (auto fault = plain_fault(text, schemes); !fault.empty()) return UrlError{fault};
  const auto parsed = boost::urls::parse_uri(text);
  if (!parsed) {
    return UrlError{"is not a URL; percent-encode special characters in user, password and path"};
  }
  const auto& view = *parsed;
  Url url;
  url.scheme = lower(std::string(view.scheme()));
  if (std::find(schemes.begin(), schemes.end(), url.scheme) == schemes.end()) {
    return UrlError{"begins with " + url.scheme + "://; only " + beginnings(schemes) +
                    " can be used here"};
  }
  url.host = lower(view.host_address());
  if (url.host.empty()) return UrlError{"names no host"};
  url.port = default_port(url.scheme);
  if (view.has_port() && !view.port().empty()) {
    url.port = port_number(view.port());
    if (url.port == 0) return UrlError{"has a port that is not between 1 and 65535"};
  }
  if (view.has_fragment()) return UrlError{"has a #fragment, which no server ever gets"};
  url.path = std::string(view.encoded_path());
  if (url.path.empty()) url.path = "/";
  url.query = std::string(view.encoded_query());
  url.user = view.user();
  url.password = view.password();
  return url;
}

std::string basic_authorization(std::string_view user, std::string_view password) {
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string raw = std::string(user) + ":" + std::string(password);
  std::string out = "Basic ";
  for (std::size_t i = 0; i < raw.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, raw.size() - i);
    unsigned bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8 | (j < count ? static_cast<unsigned char>(raw[i + j]) : 0u);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= count ? alphabet[bits >> (18 - 6 * j) & 63] : '=';
    }
  }
  return out;
}

}  // namespace livetap::net
