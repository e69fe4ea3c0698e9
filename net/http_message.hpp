#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/net_error.hpp"

namespace livetap::net {

struct HttpHeader {
  std::string name;
  std::string value;
};

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";  ///< path and query
  std::vector<HttpHeader> headers;
  std::string body;
};

/// How long each step took. Steps that did not happen (a reused connection needs no connect, a
/// plain one no TLS) or did not end are absent.
struct HttpTiming {
  std::optional<std::chrono::microseconds> dns;
  std::optional<std::chrono::microseconds> connect;
  std::optional<std::chrono::microseconds> tls;
  /// Request sent until the answer's header is here.
  std::optional<std::chrono::microseconds> first_byte;
  std::chrono::microseconds total{};  ///< from the call to its end
};

struct HttpResponse {
  int status = 0;  ///< any status is an answer: 302, 404 and 500 are no NetError
  std::vector<HttpHeader> headers;
  std::string body;
  HttpTiming timing;
  std::optional<int> certificate_days;  ///< https only: whole days until the certificate ends

  /// The first header of that name (case ignored), or an empty view.
  std::string_view header(std::string_view name) const;
};

/// Why a header can't be sent, as the end of a sentence: "holds a line break". Empty: it can.
std::string_view header_fault(std::string_view name, std::string_view value);

/// What makes a request one that must not be sent: a line break in a header or target would forge a
/// second one.
std::optional<NetError> forgery_in(const HttpRequest& request);

}  // namespace livetap::net
