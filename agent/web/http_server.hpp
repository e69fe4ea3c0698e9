#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "agent/model/error.hpp"
#include "agent/web/http_message.hpp"
#include "agent/web/stream_hub.hpp"

namespace boost::asio {
class io_context;
}

namespace livetap::web {

/// What a client may cost.
struct HttpLimits {
  std::size_t connections = 128;
  std::size_t header_bytes = 8192;
  std::size_t body_bytes = 1024;
  std::chrono::milliseconds request{10000};  ///< from the first wait for it to its last byte
  std::chrono::milliseconds write{10000};    ///< of a reply, or of one frame of the stream
};

struct HttpCounters {
  std::uint64_t requests = 0;
  std::uint64_t refused_requests = 0;
  std::uint64_t refused_connections = 0;
  std::size_t connections = 0;
};

/// An HTTP/1.1 server on the event loop: no thread per client, each bounded in bytes and time. When
/// all connections are taken, the one that has waited longest for a request makes room; readers of
/// the stream stay, and a new client is closed when there are only those.
class HttpServer {
 public:
  using Handler = std::function<void(const HttpRequest&, HttpAnswer)>;

  HttpServer(boost::asio::io_context& io, StreamHub& hub, Handler handler, HttpLimits limits = {});
  /// Closes everything.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// `host` is an address (127.0.0.1, ::1) or localhost; port 0 takes any that is free. Returns the
  /// port.
  Result<std::uint16_t> listen(const std::string& host, std::uint16_t port);
  void close();
  HttpCounters counters() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

/// Whether `host` is an address that the server can listen on, and one of this machine only.
bool is_listen_address(const std::string& host);
bool is_loopback(const std::string& host);

}  // namespace livetap::web
