#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/net_error.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"

namespace livetap::net {

struct HttpHeader {
  std::string name;
  std::string value;
};

/// How long each step took. Steps that did not happen (a reused connection needs no connect, a
/// plain one no TLS) are absent.
struct HttpTiming {
  std::optional<std::chrono::microseconds> dns;
  std::optional<std::chrono::microseconds> connect;
  std::optional<std::chrono::microseconds> tls;
  std::chrono::microseconds first_byte{};  ///< request sent until the answer's header is here
  std::chrono::microseconds total{};       ///< from the call to the last byte of the body
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

struct HttpClientOptions {
  Url url;  ///< host, port and scheme of every request; path and credentials are not used
  TlsSettings tls = {};
  std::size_t body_limit = 8 * 1024 * 1024;
  std::size_t header_limit = 16 * 1024;
  std::string user_agent = "livetap";
};

/// A blocking HTTP/1.1 client for one server, made for a plugin's collect thread.
///
/// One request at a time, on one thread; the connection is kept and reused. The deadline is on the
/// wall: name lookup, connect, TLS, request and the last byte of the body all lie within it,
/// however slowly the server drips. A readable `cancel_fd` ends a request at once (-1: none); it
/// is only watched, never read or closed.
///
/// Redirects are returned, not followed. `Accept-Encoding: identity` is asked, and an answer with
/// another Content-Encoding is refused, so nothing is ever inflated. A kept connection that the
/// server closed meanwhile is replaced; a GET that dies on one before any answer is tried once
/// more on a fresh connection.
///
/// The destructor never waits, not even for a name server that does not answer.
///
///     HttpClient client({.url = *parse_url("http://127.0.0.1:15672")});
///     auto answer = client.get("/api/overview", {{"Authorization", basic}}, deadline, cancel_fd);
///     if (!answer) return fail(answer.error().message);
class HttpClient {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  explicit HttpClient(HttpClientOptions options);
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  NetResult<HttpResponse> get(std::string_view target, const std::vector<HttpHeader>& headers,
                              Deadline deadline, int cancel_fd = -1);
  NetResult<HttpResponse> post(std::string_view target, const std::vector<HttpHeader>& headers,
                               std::string_view body, Deadline deadline, int cancel_fd = -1);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace livetap::net
