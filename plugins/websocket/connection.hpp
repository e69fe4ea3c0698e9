#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "net/stream_opener.hpp"
#include "plugins/websocket/endpoint_settings.hpp"
#include "plugins/websocket/failure.hpp"

namespace livetap::websocket {

/// One message. The payload holds until the next receive().
struct Message {
  std::string_view payload;
  bool is_text = true;
};

/// One WebSocket connection as a client, from the upgrade to its end. The only file that knows
/// Beast. It decides nothing: pings, deadlines and retries are its owner's. One thread.
///
/// Beast's defaults are not safe for a peer that means ill. Here nothing is compressed, so that
/// reserved bits are an error; a message has a limit; the upgrade has a deadline; and a peer that
/// never hangs up is left after a second.
///
///     Connection connection(std::move(stream), settings, *this);
///     if (auto failure = co_await connection.upgrade(deadline)) ...
///     while (auto message = co_await connection.receive()) ...   // always one of them pending
///     explain(connection.failure());
///     co_await connection.end();
class Connection {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  /// Hears what comes in besides whole messages. Must outlive what is under way.
  class Listener {
   public:
    virtual ~Listener() = default;
    /// A part of a message that is not whole yet.
    virtual void on_part() = 0;
    /// A ping or a pong; `pong`: the number of a ping of ours.
    virtual void on_control(std::optional<std::uint32_t> pong) = 0;
  };

  Connection(net::OpenStream stream, const EndpointSettings& settings, Listener& listener);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The WebSocket handshake. Nothing: it is open.
  boost::asio::awaitable<std::optional<Failure>> upgrade(Deadline deadline);
  /// The next message; nothing once the connection is at its end, however it came to that.
  boost::asio::awaitable<std::optional<Message>> receive();
  /// Why it ended, after receive() gave nothing.
  Failure failure() const;
  /// After receive() gave nothing: leaves the peer a second to hang up first, then closes.
  boost::asio::awaitable<void> end();

  /// One at a time. False when the connection is at its end. The payload must hold until then.
  boost::asio::awaitable<bool> send(Message message);
  void ping(std::uint32_t number);
  /// Begins an orderly end of an open connection; receive() then gives nothing.
  void say_goodbye();
  /// Ends it at once; receive() then gives nothing.
  void drop();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;  // shared with what is under way
};

}  // namespace livetap::websocket
