#include "plugins/websocket/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <charconv>

#include "net/io_failure.hpp"
#include "plugins/websocket/wire.hpp"

namespace livetap::websocket {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ws = beast::websocket;
using Error = boost::system::error_code;
using asio::awaitable;
using asio::redirect_error;
using asio::use_awaitable;

constexpr std::chrono::seconds patience_at_end{1};
constexpr std::size_t buffer_kept = 64 * 1024;  // a larger one is given back after its message

std::optional<std::uint32_t> number_in(std::string_view text) {
  std::uint32_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_of_http(const Error& error) {
  return error.category() == make_error_code(http::error::bad_method).category();
}
bool is_of_websocket(const Error& error) {
  return error.category() == make_error_code(ws::error::closed).category();
}

/// The close code that Beast has sent for it.
int our_code(const Error& error) {
  return error == ws::error::bad_frame_payload ? ws::close_code::bad_payload
                                               : ws::close_code::protocol_error;
}

std::string url_in_words(const net::Url& url) {
  return url.origin() + url.path;
}

}  // namespace

class Connection::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(net::OpenStream stream, const EndpointSettings& settings, Listener& listener)
      : settings_(settings),
        peer_(settings.url.authority()),
        stream_(Wire(std::move(stream))),
        timer_(stream_.get_executor()),
        listener_(listener) {
    configure();
  }

  awaitable<std::optional<Failure>> upgrade(Deadline deadline) {
    limit_handshake(deadline - std::chrono::steady_clock::now());
    Error error;
    ws::response_type answer;
    const std::string host = settings_.url.host_header();
    const std::string target = settings_.url.target();
    co_await stream_.async_handshake(answer, host, target, redirect_error(use_awaitable, error));
    limit_handshake(patience_at_end);
    if (error) co_return judge(error, answer);
    const auto spoken = answer[http::field::sec_websocket_protocol];
    if (!spoken.empty() && spoken != settings_.subprotocol) {
      drop();
      co_return wrong_upgrade(url_in_words(settings_.url), "it speaks another subprotocol");
    }
    co_return std::nullopt;
  }

  awaitable<std::optional<Message>> receive() {
    buffer_.consume(buffer_.size());
    if (buffer_.capacity() > buffer_kept) buffer_.shrink_to_fit();
    do {
      co_await stream_.async_read_some(buffer_, 0, redirect_error(use_awaitable, read_error_));
      if (read_error_) co_return std::nullopt;
      if (!stream_.is_message_done()) listener_.on_part();
    } while (!stream_.is_message_done());
    const auto bytes = buffer_.cdata();
    co_return Message{{static_cast<const char*>(bytes.data()), bytes.size()}, stream_.got_text()};
  }

  Failure failure() const {
    if (read_error_ == ws::error::closed) {
      const auto& reason = stream_.reason();
      return closed_by_peer(peer_, reason.code, {reason.reason.data(), reason.reason.size()});
    }
    if (read_error_ == ws::error::message_too_big) {
      return too_large(peer_, settings_.message_limit);
    }
    if (is_of_websocket(read_error_)) {
      return broken_rule(peer_, read_error_.message(), our_code(read_error_));
    }
    return lost(net::io_failure(read_error_, "reading from", peer_));
  }

  awaitable<void> end() {
    Wire& wire = stream_.next_layer();
    timer_.expires_after(patience_at_end);
    timer_.async_wait([weak = this->weak_from_this()](const Error& error) {
      const auto self = weak.lock();
      if (self && !error) self->drop();
    });
    wire.end_sending();
    char unread[4096];
    const auto into = asio::buffer(unread);
    for (Error error; !error;) {
      co_await wire.async_read_some(into, redirect_error(use_awaitable, error));
    }
    timer_.cancel();
    drop();
  }

  awaitable<bool> send(Message message) {
    stream_.text(message.is_text);
    Error error;
    const auto bytes = asio::buffer(message.payload.data(), message.payload.size());
    co_await stream_.async_write(bytes, redirect_error(use_awaitable, error));
    co_return !error;
  }

  void ping(std::uint32_t number) {
    if (std::exchange(pinging_, true)) return;  // the one before is stuck: time will tell
    const auto text = std::to_string(number);
    // A connection at its end tells that to receive().
    stream_.async_ping({text.data(), text.size()},
                       [self = this->shared_from_this()](const Error&) { self->pinging_ = false; });
  }

  void say_goodbye() {
    stream_.async_close(ws::close_code::going_away,
                        [self = this->shared_from_this()](const Error&) {});
  }

  void drop() { stream_.next_layer().close(); }

 private:
  void configure() {
    stream_.read_message_max(settings_.message_limit);
    stream_.set_option(ws::stream_base::decorator([this](ws::request_type& request) {
      request.set(http::field::user_agent, "livetap");
      if (!settings_.subprotocol.empty()) {
        request.set(http::field::sec_websocket_protocol, settings_.subprotocol);
      }
      for (const auto& header : settings_.headers) request.set(header.name, header.value);
    }));
    stream_.control_callback([this](ws::frame_type kind, beast::string_view text) {
      if (kind == ws::frame_type::close) return;
      const bool is_pong = kind == ws::frame_type::pong;
      listener_.on_control(is_pong ? number_in({text.data(), text.size()}) : std::nullopt);
    });
  }

  /// Of Beast's timers only the one of handshakes is used, of the closing one too.
  void limit_handshake(std::chrono::steady_clock::duration limit) {
    stream_.set_option(ws::stream_base::timeout{
        std::max<std::chrono::steady_clock::duration>(limit, std::chrono::milliseconds(1)),
        ws::stream_base::none(), false});
  }

  Failure judge(const Error& error, const ws::response_type& answer) const {
    const std::string url = url_in_words(settings_.url);
    if (error == ws::error::upgrade_declined) {
      const auto location = answer[http::field::location];
      return refused_upgrade(url, static_cast<int>(answer.result_int()),
                             {location.data(), location.size()});
    }
    if (error == beast::error::timeout) {
      return not_opened({net::NetErrorKind::timeout, url + " does not answer the upgrade in time",
                         "it takes connections and does not answer: it hangs, or is overloaded"});
    }
    const bool cut = error == http::error::end_of_stream || error == http::error::partial_message;
    if (!cut && (is_of_websocket(error) || is_of_http(error))) {
      return wrong_upgrade(url, error.message());
    }
    if (cut) {
      return not_opened({net::NetErrorKind::reset, url + " hung up instead of an answer",
                         "does it want TLS (wss)? a proxy with nothing behind it does this too"});
    }
    return not_opened(net::io_failure(error, "the upgrade by", peer_));
  }

  const EndpointSettings& settings_;
  const std::string peer_;
  ws::stream<Wire, false> stream_;  // false: nothing is ever inflated
  asio::steady_timer timer_;
  Listener& listener_;
  beast::flat_buffer buffer_;
  Error read_error_;
  bool pinging_ = false;
};

Connection::Connection(net::OpenStream stream, const EndpointSettings& settings, Listener& listener)
    : impl_(std::make_shared<Impl>(std::move(stream), settings, listener)) {}
Connection::~Connection() {
  impl_->drop();
}

awaitable<std::optional<Failure>> Connection::upgrade(Deadline deadline) {
  return impl_->upgrade(deadline);
}
awaitable<std::optional<Message>> Connection::receive() {
  return impl_->receive();
}
Failure Connection::failure() const {
  return impl_->failure();
}
awaitable<void> Connection::end() {
  return impl_->end();
}
awaitable<bool> Connection::send(Message message) {
  return impl_->send(message);
}
void Connection::ping(std::uint32_t number) {
  impl_->ping(number);
}
void Connection::say_goodbye() {
  impl_->say_goodbye();
}
void Connection::drop() {
  impl_->drop();
}

}  // namespace livetap::websocket
