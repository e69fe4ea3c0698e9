#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "plugins/websocket/connection.hpp"
#include "plugins/websocket/endpoint_state.hpp"
#include "plugins/websocket/lag_sampler.hpp"

namespace livetap::websocket {

/// Carries out one endpoint: connects, sends, reads, pings, and connects again, and tells its state
/// what happened. On the io_context's thread.
class EndpointRun final : public std::enable_shared_from_this<EndpointRun>,
                          private Connection::Listener {
 public:
  /// `settings` and `state` must outlive the io_context. `changed` is called whenever the state has
  /// taken note of a change.
  EndpointRun(boost::asio::io_context& io, const EndpointSettings& settings, EndpointState& state,
              std::function<void()> changed);

  /// Never returns; ends with the io_context.
  boost::asio::awaitable<void> run();
  /// Begins to end the open connection in order; false when there is none.
  bool say_goodbye();

 private:
  using Clock = std::chrono::steady_clock;

  /// Returns how it ended, while the connection, if there was one, is still to be ended.
  boost::asio::awaitable<Failure> connect_and_read();
  boost::asio::awaitable<net::NetResult<net::OpenStream>> open(Connection::Deadline deadline);
  boost::asio::awaitable<void> send_all(std::shared_ptr<Connection> connection);
  std::optional<net::NetError> make_opener();
  void on_message(std::string_view payload);
  void on_part() override;
  void on_control(std::optional<std::uint32_t> pong) override;
  void look();
  void watch();
  void tell();

  boost::asio::io_context& io_;
  const EndpointSettings& settings_;
  EndpointState& state_;
  std::function<void()> changed_;
  LagSampler lag_;
  std::optional<net::StreamOpener> opener_;
  std::shared_ptr<Connection> connection_;
  std::optional<Failure> dropped_;  // why we did so ourselves
  boost::asio::steady_timer pause_;
  boost::asio::steady_timer watch_;
};

}  // namespace livetap::websocket
