#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/role.hpp>
#include <utility>

#include "net/stream_opener.hpp"

namespace livetap::websocket {

/// The stream below Beast's WebSocket, plain or TLS in one type, so that Beast is compiled once.
///
/// Beast's own end of a connection waits for the peer to hang up, for as long as it likes. This one
/// only says that nothing more will be sent; who owns it waits and closes (Connection::end).
class Wire {
 public:
  using executor_type = boost::asio::any_io_executor;
  using Error = boost::system::error_code;

  explicit Wire(net::OpenStream open) : open_(std::move(open)) {}

  executor_type get_executor() { return open_.socket().get_executor(); }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(Error, std::size_t)>(
        [this](auto handler, const auto& into) {
          std::visit([&](auto& layer) { layer.async_read_some(into, std::move(handler)); },
                     open_.stream);
        },
        token, buffers);
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(Error, std::size_t)>(
        [this](auto handler, const auto& from) {
          std::visit([&](auto& layer) { layer.async_write_some(from, std::move(handler)); },
                     open_.stream);
        },
        token, buffers);
  }

  void end_sending() {
    Error ignored;
    open_.socket().shutdown(boost::asio::socket_base::shutdown_send, ignored);
  }
  /// Whatever is under way ends with operation_aborted.
  void close() {
    Error ignored;
    open_.socket().close(ignored);
  }
  bool is_open() { return open_.socket().is_open(); }

  // What Beast looks for beside a stream of its own.
  template <class Handler>
  friend void async_teardown(boost::beast::role_type, Wire& wire, Handler&& handler) {
    wire.end_sending();
    boost::asio::post(wire.get_executor(),
                      boost::beast::bind_front_handler(std::forward<Handler>(handler), Error()));
  }
  friend void beast_close_socket(Wire& wire) { wire.close(); }

 private:
  net::OpenStream open_;
};

}  // namespace livetap::websocket
