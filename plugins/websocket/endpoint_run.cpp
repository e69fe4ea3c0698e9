#include "plugins/websocket/endpoint_run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace livetap::websocket {

namespace asio = boost::asio;
using asio::awaitable;
using Error = boost::system::error_code;

EndpointRun::EndpointRun(asio::io_context& io, const EndpointSettings& settings,
                         EndpointState& state, std::function<void()> changed)
    : io_(io),
      settings_(settings),
      state_(state),
      changed_(std::move(changed)),
      lag_(settings.timestamp),
      pause_(io),
      watch_(io) {}

awaitable<void> EndpointRun::run() {
  const auto self = shared_from_this();
  for (;;) {
    state_.try_begins(Clock::now());
    tell();
    Failure failure = co_await connect_and_read();
    watch_.cancel();
    const auto again = state_.ended(std::move(failure), Clock::now());
    tell();
    if (connection_) co_await connection_->end();
    connection_.reset();
    pause_.expires_at(again);
    Error ignored;
    co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

awaitable<Failure> EndpointRun::connect_and_read() {
  const auto began = Clock::now();
  const auto deadline = began + settings_.connect_timeout;
  auto stream = co_await open(deadline);
  if (!stream) co_return not_opened(stream.error());
  Connection::Listener& listener = *this;
  connection_ = std::make_shared<Connection>(std::move(*stream), settings_, listener);
  auto refused = co_await connection_->upgrade(deadline);
  if (refused) co_return *std::move(refused);

  dropped_.reset();
  state_.opened(Clock::now() - began, Clock::now());
  tell();
  look();
  asio::co_spawn(io_, send_all(connection_), asio::detached);
  while (const auto message = co_await connection_->receive()) on_message(message->payload);
  co_return dropped_ ? *dropped_ : connection_->failure();
}

awaitable<net::NetResult<net::OpenStream>> EndpointRun::open(Connection::Deadline deadline) {
  if (auto failure = make_opener()) co_return *std::move(failure);
  std::optional<net::NetResult<net::OpenStream>> opened;
  // The opener holds the deadline itself, and knows the phase in which it passed.
  pause_.expires_at(Clock::time_point::max());
  opener_->open(deadline, [this, &opened](net::NetResult<net::OpenStream> result) {
    opened.emplace(std::move(result));
    pause_.cancel();
  });
  Error ignored;
  co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  co_return *std::move(opened);
}

/// Made once; a ca_file that cannot be read may be there at the next try.
std::optional<net::NetError> EndpointRun::make_opener() {
  if (opener_) return std::nullopt;
  std::shared_ptr<asio::ssl::context> tls;
  if (settings_.url.tls()) {
    auto made = net::make_client_tls(settings_.tls);
    if (!made) return made.error();
    tls = *made;
  }
  opener_.emplace(io_, settings_.url, std::move(tls));
  return std::nullopt;
}

awaitable<void> EndpointRun::send_all(std::shared_ptr<Connection> connection) {
  const auto self = shared_from_this();
  for (const std::string& text : settings_.send) {
    const Message message{text, true};
    const bool sent = co_await connection->send(message);
    if (!sent) co_return;
  }
}

void EndpointRun::on_message(std::string_view payload) {
  const auto now = Clock::now();
  state_.message(payload.size(), now);
  if (lag_.wants(now)) {
    if (const auto lag = lag_.look(payload, now, std::chrono::system_clock::now())) {
      state_.lag(*lag);
    }
  }
  tell();
}

void EndpointRun::on_part() {
  state_.heard(Clock::now());
}

void EndpointRun::on_control(std::optional<std::uint32_t> pong) {
  if (!state_.control_frame(pong, Clock::now())) return;
  asio::post(io_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->look();
  });
}

void EndpointRun::look() {
  const auto now = Clock::now();
  switch (state_.look(now)) {
    case Due::ping:
      connection_->ping(state_.ping_number());
      break;
    case Due::drop:
      dropped_ = state_.drop_reason(settings_.url.authority(), now);
      connection_->drop();
      return;
    case Due::nothing:
      break;
  }
  tell();
  if (state_.is_open()) watch();
}

void EndpointRun::watch() {
  watch_.expires_at(state_.wake_at());
  watch_.async_wait([weak = weak_from_this()](const Error& error) {
    const auto self = weak.lock();
    if (self && !error) self->look();
  });
}

void EndpointRun::tell() {
  if (state_.has_changed()) changed_();
}

bool EndpointRun::say_goodbye() {
  if (!state_.is_open() || !connection_) return false;
  connection_->say_goodbye();
  return true;
}

}  // namespace livetap::websocket
