#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "net/http_message.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"

namespace boost::asio {
class io_context;
}

namespace livetap::net {

struct HttpClientOptions {
  Url url;  ///< host, port and scheme of every request; path and credentials are not used
  TlsSettings tls = {};
  std::size_t body_limit = 8 * 1024 * 1024;
  std::size_t header_limit = 16 * 1024;
  std::string user_agent = "livetap";
};

/// An HTTP/1.1 client for one server that never blocks: for those who talk to many at once. One
/// request at a time, on the thread that runs the io_context; the connection is kept and reused.
///
/// The deadline is on the wall: name lookup, connect, TLS, request and the last byte of the body
/// all lie within it, however slowly the server drips. Redirects are returned, not followed.
/// `Accept-Encoding: identity` is asked, and an answer with another Content-Encoding is refused, so
/// nothing is ever inflated. A kept connection that the server closed meanwhile is replaced; a GET
/// or HEAD that dies on one before any answer is tried once more on a fresh connection.
///
/// The destructor never waits, not even for a name server that does not answer.
///
///     AsyncHttpClient client(io, {.url = url});
///     client.send({.target = "/health"}, Clock::now() + 800ms,
///                 [&](NetResult<HttpResponse> answer) { judge(answer, client.timing()); });
class AsyncHttpClient {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  using Done = std::function<void(NetResult<HttpResponse>)>;
  using BodyPart = std::function<void(std::string_view)>;

  AsyncHttpClient(boost::asio::io_context& context, HttpClientOptions options);
  /// As cancel().
  ~AsyncHttpClient();
  AsyncHttpClient(AsyncHttpClient&&) noexcept;
  AsyncHttpClient& operator=(AsyncHttpClient&&) noexcept;

  /// Calls `done` on the io_context, once, never from inside this call; a call of send() or
  /// cancel() before that forgets it. With `body`, the answer's body is handed over as it comes in,
  /// at most 16 KiB at a time, instead of being kept.
  void send(HttpRequest request, Deadline deadline, Done done, BodyPart body = nullptr);
  void cancel();
  /// As cancel(), and ends the kept connection.
  void close();

  /// The descriptor of the open connection, only to be looked at; -1 when there is none.
  int socket() const;

  /// Of the last send(), as far as it came.
  const HttpTiming& timing() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace livetap::net
