#include "tests/demo/stream_session.hpp"

#include <spdlog/fmt/fmt.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <memory>
#include <utility>

#include "tests/demo/dice.hpp"
#include "tests/demo/market.hpp"
#include "tests/demo/utc.hpp"

namespace livetap::standin {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using beast::error_code;
using Upgrade = beast::http::request<beast::http::string_body>;

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(beast::tcp_stream stream, Platform& platform)
      : stream_(std::move(stream)), timer_(stream_.get_executor()), platform_(platform) {
    stream_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
    stream_.text(true);
  }

  void accept(const Upgrade& upgrade) {
    stream_.async_accept(upgrade, [self = shared_from_this()](error_code ec) {
      if (ec) return;
      self->read();
      self->wait();
    });
  }

 private:
  // A read must always be pending: it is what answers pings and the close.
  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](error_code ec, std::size_t) {
      if (ec) {
        self->timer_.cancel();
        return;
      }
      self->buffer_.clear();
      self->read();
    });
  }

  void wait() {
    timer_.expires_after(std::chrono::microseconds(static_cast<long>(1e6 / platform_.stream_rate)));
    timer_.async_wait([self = shared_from_this()](error_code ec) {
      if (!ec) self->next();
    });
  }

  void next() {
    const auto mode = platform_.faults.mode("websocket");
    if (mode == "silent") {
      wait();
    } else if (mode == "ok") {
      send();
    } else {
      stream_.async_close({websocket::close_code::service_restart, "the exchange restarts"},
                          [self = shared_from_this()](error_code) {});
    }
  }

  void send() {
    market_.move(dice_);
    const Asset& asset = market_.any(dice_);
    const auto at = unix_ms(now());
    message_ =
        fmt::format(R"({{"type":"trade","symbol":"{}","price":{:.8f},"quantity":{:.8f},"ts":{}}})",
                    asset.symbol, asset.price, asset.lot * dice_.between(0.01, 1), at);
    platform_.status.last_stream_message_ms = at;
    stream_.async_write(asio::buffer(message_),
                        [self = shared_from_this()](error_code ec, std::size_t) {
                          if (!ec) self->wait();
                        });
  }

  websocket::stream<beast::tcp_stream> stream_;
  asio::steady_timer timer_;
  beast::flat_buffer buffer_;
  Platform& platform_;
  Market market_;
  Dice dice_{static_cast<std::uint64_t>(unix_ms(now()))};
  std::string message_;
};

}  // namespace

void start_stream(beast::tcp_stream stream, const Upgrade& upgrade, Platform& platform) {
  std::make_shared<Session>(std::move(stream), platform)->accept(upgrade);
}

}  // namespace livetap::standin
