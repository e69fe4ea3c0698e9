#include "agent/web/http_connection.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <utility>

namespace livetap::web {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

/// What a client may still send after it was refused, and for how long, before we hang up: a reset
/// at once would take the reply from it.
constexpr std::size_t drained_bytes = 65536;
constexpr std::chrono::seconds drain_time{1};

/// What a reader of the stream leaves unread must not fill the kernel's memory.
constexpr int stream_send_buffer = 65536;

HttpRequest to_request(const http::request<http::string_body>& message) {
  const auto field = [&](http::field name) { return std::string(message[name]); };
  HttpRequest request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  request.host = field(http::field::host);
  request.origin = field(http::field::origin);
  request.authorization = field(http::field::authorization);
  request.accept_encoding = field(http::field::accept_encoding);
  request.if_none_match = field(http::field::if_none_match);
  return request;
}

/// The reply to what is no request, if it deserves one.
std::optional<HttpReply> refusal(const error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return text_reply(431, "The header of the request is too large.\n");
  }
  if (error == http::error::body_limit) {
    return text_reply(413, "A request to this agent has no such body.\n");
  }
  if (error == http::error::end_of_stream || error == http::error::partial_message ||
      error.category() != http::make_error_code(http::error::bad_method).category()) {
    return std::nullopt;
  }
  return text_reply(400, "This is no HTTP request.\n");
}

class Connection final : public HttpConnection,
                         public StreamReader,
                         public std::enable_shared_from_this<Connection> {
 public:
  Connection(asio::ip::tcp::socket socket, std::shared_ptr<const Owner> owner, HttpLimits limits)
      : stream_(std::move(socket)),
        owner_(std::move(owner)),
        limits_(limits),
        buffer_(limits.header_bytes + limits.body_bytes) {}

  void start() override {
    error_code ignored;
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    read();
  }

  void close() override {
    if (std::exchange(closed_, true)) {
      return;
    }
    error_code ignored;
    stream_.socket().close(ignored);
    owner_->leave_stream(this);
    owner_->closed(this);
  }

  Clock::time_point waiting_since() const override { return waiting_since_; }

  std::size_t send(const FrameQueue::Frame& frame) override {
    const auto lost = queue_.push(frame);
    if (!frame_) {
      write_frame();
    }
    return lost;
  }

 private:
  void read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser_->body_limit(limits_.body_bytes);
    waiting_since_ = Clock::now();
    stream_.expires_after(limits_.request);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](const error_code& error, std::size_t) {
                       self->on_read(error);
                     });
  }

  void on_read(const error_code& error) {
    waiting_since_ = Clock::time_point::max();
    if (closed_) {
      return;
    }
    if (error) {
      keep_alive_ = false;
      auto reply = refusal(error);
      return reply ? answer(std::move(*reply)) : close();
    }
    const auto request = to_request(parser_->get());
    keep_alive_ = parser_->get().keep_alive();
    head_ = request.method == "HEAD";
    owner_->handle(request, [weak = weak_from_this()](HttpReply reply) {
      if (const auto self = weak.lock(); self && !self->closed_) {
        self->answer(std::move(reply));
      }
    });
  }

  void answer(HttpReply reply) {
    reply_ = std::move(reply);
    owner_->answered(reply_.status);
    header_ = header_of(reply_, keep_alive_);
    std::array<asio::const_buffer, 2> buffers{asio::buffer(header_), asio::const_buffer{}};
    if (reply_.body && !head_) {
      buffers[1] = asio::buffer(*reply_.body);
    }
    stream_.expires_after(limits_.write);
    asio::async_write(stream_, buffers,
                      [self = shared_from_this()](const error_code& error, std::size_t) {
                        self->on_answered(error);
                      });
  }

  void on_answered(const error_code& error) {
    if (closed_) {
      return;
    }
    if (error) {
      return close();
    }
    if (reply_.stream && !head_) {
      return begin_stream();
    }
    reply_ = {};
    if (keep_alive_) {
      return read();
    }
    error_code ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    stream_.expires_after(drain_time);
    drain(0);
  }

  /// Reads what nobody wants: until the client hangs up, or enough came.
  void drain(std::size_t so_far) {
    stream_.async_read_some(asio::buffer(spill_), [self = shared_from_this(), so_far](
                                                      const error_code& error, std::size_t size) {
      if (self->closed_) {
        return;
      }
      if (error || so_far + size > drained_bytes) {
        return self->close();
      }
      self->drain(so_far + size);
    });
  }

  void begin_stream() {
    error_code ignored;
    stream_.socket().set_option(asio::socket_base::send_buffer_size(stream_send_buffer), ignored);
    stream_.expires_never();
    drain(0);  // a reader says nothing; this notices that it has gone
    owner_->join_stream(shared_from_this());
  }

  void write_frame() {
    frame_ = queue_.next();
    if (!frame_ || closed_) {
      return;
    }
    stream_.expires_after(limits_.write);
    asio::async_write(stream_, asio::buffer(*frame_),
                      [self = shared_from_this()](const error_code& error, std::size_t) {
                        if (error) {
                          return self->close();
                        }
                        self->write_frame();
                      });
  }

  beast::tcp_stream stream_;
  std::shared_ptr<const Owner> owner_;
  const HttpLimits limits_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  Clock::time_point waiting_since_ = Clock::time_point::max();
  HttpReply reply_;
  std::string header_;
  FrameQueue queue_;
  FrameQueue::Frame frame_;  // being written
  std::array<char, 1024> spill_{};
  bool keep_alive_ = false;
  bool head_ = false;
  bool closed_ = false;
};

}  // namespace

std::shared_ptr<HttpConnection> make_http_connection(
    asio::ip::tcp::socket socket, std::shared_ptr<const HttpConnection::Owner> owner,
    const HttpLimits& limits) {
  return std::make_shared<Connection>(std::move(socket), std::move(owner), limits);
}

}  // namespace livetap::web
