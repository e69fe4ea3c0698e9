#pragma once
#include <boost/system/result.hpp>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace livetap::net {

/// An http, https, ws or wss URL in the parts that a client needs.
struct Url {
  std::string scheme;      ///< lower case
  std::string host;        ///< lower case, an IPv6 address without its brackets
  std::uint16_t port = 0;  ///< the scheme's own when the text names none
  std::string path;        ///< as written, percent-encoded; begins with `/`
  std::string query;       ///< as written, without the `?`
  std::string user;        ///< decoded; empty when the text has none
  std::string password;    ///< decoded; never part of a message

  /// Whether the scheme is https or wss.
  bool tls() const;
  /// `path` and `?query`: what a request line carries.
  std::string target() const;
  /// `host:port`, an IPv6 address in brackets: for messages.
  std::string authority() const;
  /// The `Host` header: the port is left out when it is the scheme's own.
  std::string host_header() const;
  /// `scheme://host[:port]`, without path and credentials: safe in a log.
  std::string origin() const;
};

/// Why a text is no usable URL, as the end of a sentence: "names no host".
struct UrlError {
  std::string message;
};

/// Found by boost::system::result when .value() is called on an error: a programmer's mistake.
[[noreturn]] inline void throw_exception_from_error(const UrlError& error,
                                                    const boost::source_location&) {
  throw std::logic_error("value() of a failed result: " + error.message);
}

/// Parses and checks an absolute URL. `schemes` are the ones the caller can use.
///
/// The error says in words what is wrong and how a right one looks; it repeats neither user nor
/// password. A fragment is refused, and so are an empty host and port 0.
///
///     auto url = parse_url("http://127.0.0.1:15672/api", {"http", "https"});
///     if (!url) return fail("url " + url.error().message);
boost::system::result<Url, UrlError> parse_url(std::string_view text,
                                               std::initializer_list<std::string_view> schemes = {
                                                   "http", "https", "ws", "wss"});

/// `Basic <base64 of user:password>`, the value of an Authorization header.
std::string basic_authorization(std::string_view user, std::string_view password);

}  // namespace livetap::net
