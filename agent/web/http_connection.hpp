#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "agent/web/http_message.hpp"
#include "agent/web/http_server.hpp"
#include "agent/web/stream_hub.hpp"

namespace livetap::web {

/// One client: request after request, each answered before the next is read, or the stream.
class HttpConnection {
 public:
  /// What the server is told, and asked.
  struct Owner {
    std::function<void(const HttpRequest&, HttpAnswer)> handle;
    std::function<void(const std::shared_ptr<StreamReader>&)> join_stream;
    std::function<void(const StreamReader*)> leave_stream;
    std::function<void(int status)> answered;
    std::function<void(HttpConnection*)> closed;
  };

  virtual ~HttpConnection() = default;
  virtual void start() = 0;
  virtual void close() = 0;
  /// Since when it waits for a request, or the end of time when it does something else.
  virtual std::chrono::steady_clock::time_point waiting_since() const = 0;
};

/// After close() the owner is not called any more.
std::shared_ptr<HttpConnection> make_http_connection(
    boost::asio::ip::tcp::socket socket, std::shared_ptr<const HttpConnection::Owner> owner,
    const HttpLimits& limits);

}  // namespace livetap::web
