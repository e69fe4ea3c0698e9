#include "agent/sink/push_socket.hpp"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <charconv>

#include "agent/sink/tcp_progress.hpp"

namespace livetap::sink {
namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
namespace http = boost::beast::http;
using Error = boost::system::error_code;
using Tcp = asio::ip::tcp;
using TlsContext = std::shared_ptr<asio::ssl::context>;

using PlainStream = websocket::stream<Tcp::socket>;
using TlsStream = websocket::stream<asio::ssl::stream<Tcp::socket>>;

std::optional<std::uint32_t> number_in(boost::beast::string_view text) {
  std::uint32_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

LinkFailure broken(const Error& error) {
  if (error == asio::error::connection_refused) {
    return {LinkFault::refused, "the connection is refused: nothing listens there",
            "is Grafana running, and is grafana.url its address?"};
  }
  return {LinkFault::reset, "the connection ended: " + error.message(), ""};
}

template <class Stream>
class Socket final : public PushSocket, public std::enable_shared_from_this<Socket<Stream>> {
 public:
  static constexpr bool secure = std::is_same_v<Stream, TlsStream>;

  Socket(asio::io_context& context, const LiveOptions& options, TlsContext tls,
         std::shared_ptr<net::DnsLookup> lookup, unsigned try_number, PushListener& listener)
      : PushSocket(listener),
        options_(options),
        tls_(std::move(tls)),
        stream_(make_stream(context, tls_.get())),
        lookup_(std::move(lookup)),
        try_number_(try_number) {}

  void connect() override {
    lookup_->resolve(options_.url.host, options_.url.port,
                     [self = this->shared_from_this()](auto found) {
                       if (self->listener_ != nullptr) self->on_resolved(std::move(found));
                     });
  }

  void write(std::shared_ptr<const std::string> payload) override {
    const auto buffer = asio::buffer(*payload);
    stream_.async_write(buffer, guarded([payload](Socket& self, const Error& error, std::size_t) {
                          if (error) return self.fail(broken(error));
                          self.listener_->on_written();
                        }));
  }

  void ping(std::uint32_t number) override {
    const auto text = std::to_string(number);
    stream_.async_ping({text.data(), text.size()}, guarded([](Socket& self, const Error& error) {
                         if (error) self.fail(broken(error));
                       }));
  }

  void close() override {
    closing_ = true;
    stream_.async_close(websocket::close_code::normal,
                        guarded([](Socket& self, const Error&) { self.finish_closing(); }));
  }

  void abandon() override {
    listener_ = nullptr;
    lookup_->cancel();
    Error ignored;
    tcp().close(ignored);
  }

  std::uint64_t tcp_acked_bytes() override { return sink::tcp_acked_bytes(tcp().native_handle()); }

 private:
  static Stream make_stream(asio::io_context& context, asio::ssl::context* tls) {
    if constexpr (secure) {
      return Stream(context, *tls);
    } else {
      return Stream(context);
    }
  }

  Tcp::socket& tcp() {
    if constexpr (secure) {
      return stream_.next_layer().next_layer();
    } else {
      return stream_.next_layer();
    }
  }

  /// A handler that keeps this object alive and is not called once it was abandoned.
  template <class Handler>
  auto guarded(Handler handler) {
    return [self = this->shared_from_this(), handler](auto&&... results) {
      if (self->listener_ != nullptr) handler(*self, results...);
    };
  }

  void on_resolved(net::NetResult<std::vector<net::Address>> found) {
    if (!found) return fail({LinkFault::dns, found.error().message, "check grafana.url"});
    for (const auto& address : *found) {
      endpoints_.emplace_back(asio::ip::make_address(address.ip), address.port);
    }
    const auto first = try_number_ % std::max<std::size_t>(endpoints_.size(), 1);
    std::rotate(endpoints_.begin(), endpoints_.begin() + static_cast<std::ptrdiff_t>(first),
                endpoints_.end());
    listener_->on_phase(LinkPhase::connect);
    asio::async_connect(tcp(), endpoints_,
                        guarded([](Socket& self, const Error& error, const auto&) {
                          if (error) return self.fail(broken(error));
                          self.on_connected();
                        }));
  }

  void on_connected() {
    Error ignored;
    tcp().set_option(Tcp::no_delay(true), ignored);
    if constexpr (secure) {
      shake_tls_hands();
    } else {
      upgrade();
    }
  }

  void shake_tls_hands() {
    auto& tls = stream_.next_layer();
    net::expect_host(tls.native_handle(), options_.url.host);
    listener_->on_phase(LinkPhase::tls);
    tls.async_handshake(
        asio::ssl::stream_base::client, guarded([](Socket& self, const Error& error) {
          if (!error) return self.upgrade();
          const auto why = net::tls_failure(self.stream_.next_layer().native_handle(), error);
          self.fail({LinkFault::tls, "no secure connection: " + why,
                     "grafana.tls.ca_file names the authority to trust"});
        }));
  }

  void upgrade() {
    configure();
    listener_->on_phase(LinkPhase::handshake);
    stream_.async_handshake(answer_, options_.url.host_header(), push_target(options_),
                            guarded([](Socket& self, const Error& error) {
                              if (error) return self.fail(self.judge(error));
                              self.listener_->on_opened();
                              if (self.listener_ != nullptr) self.read();
                            }));
  }

  void configure() {
    // Beast's own timers are off: PushLink holds every deadline, for all phases alike.
    stream_.set_option(websocket::stream_base::timeout{websocket::stream_base::none(),
                                                       websocket::stream_base::none(), false});
    websocket::permessage_deflate no_compression;
    no_compression.client_enable = false;
    no_compression.server_enable = false;
    stream_.set_option(no_compression);
    stream_.set_option(websocket::stream_base::decorator(
        [value = authorization(options_)](websocket::request_type& request) {
          request.set(http::field::user_agent, "livetap");
          if (!value.empty()) request.set(http::field::authorization, value);
        }));
    stream_.read_message_max(read_limit);
    // A long message goes in parts, and pings and pongs slip in between them.
    stream_.auto_fragment(true);
    stream_.write_buffer_bytes(part_bytes);
    stream_.text(true);
    stream_.control_callback([this](websocket::frame_type kind, boost::beast::string_view text) {
      const auto pong = kind == websocket::frame_type::pong ? number_in(text) : std::nullopt;
      // Not from inside a read: the listener may write or abandon.
      asio::post(stream_.get_executor(),
                 guarded([pong](Socket& self) { self.listener_->on_heard(pong); }));
    });
  }

  LinkFailure judge(const Error& error) const {
    if (error == websocket::error::upgrade_declined) {
      const auto location = answer_[http::field::location];
      return judge_upgrade(static_cast<int>(answer_.result_int()),
                           {location.data(), location.size()}, push_target(options_));
    }
    if (error.category() == make_error_code(websocket::error::closed).category() ||
        error.category() == make_error_code(http::error::bad_method).category()) {
      if (error != http::error::end_of_stream && error != http::error::partial_message) {
        return wrong_upgrade(error.message());
      }
    }
    return broken(error);
  }

  void read() {
    stream_.async_read(buffer_, guarded([](Socket& self, const Error& error, std::size_t) {
                         if (error) return self.on_read_end(error);
                         self.buffer_.consume(self.buffer_.size());
                         self.listener_->on_heard(std::nullopt);
                         if (self.listener_ != nullptr) self.read();
                       }));
  }

  void on_read_end(const Error& error) {
    if (closing_) return;  // the close under way tells
    if (error != websocket::error::closed) return fail(broken(error));
    const auto& reason = stream_.reason();
    const bool too_big = reason.code == websocket::close_code::too_big;
    fail({LinkFault::reset, "Grafana closed the connection (" + std::to_string(reason.code) + ")",
          too_big ? "a message was larger than it takes" : ""});
  }

  static constexpr std::size_t read_limit = 64 * 1024;
  static constexpr std::size_t part_bytes = 16 * 1024;

  const LiveOptions options_;
  const TlsContext tls_;
  Stream stream_;
  const std::shared_ptr<net::DnsLookup> lookup_;
  const unsigned try_number_;
  std::vector<Tcp::endpoint> endpoints_;
  websocket::response_type answer_;
  boost::beast::flat_buffer buffer_;
  bool closing_ = false;
};

}  // namespace

void PushSocket::fail(const LinkFailure& failure) {
  auto* listener = listener_;
  abandon();
  listener->on_failed(failure);
}

void PushSocket::finish_closing() {
  auto* listener = listener_;
  abandon();
  listener->on_closed();
}

net::NetResult<std::shared_ptr<PushSocket>> make_push_socket(asio::io_context& context,
                                                             const LiveOptions& options,
                                                             std::shared_ptr<net::DnsLookup> lookup,
                                                             unsigned try_number,
                                                             PushListener& listener) {
  if (!options.url.tls()) {
    return std::shared_ptr<PushSocket>(std::make_shared<Socket<PlainStream>>(
        context, options, nullptr, std::move(lookup), try_number, listener));
  }
  auto tls = net::make_client_tls(options.tls);
  if (!tls) return tls.error();
  return std::shared_ptr<PushSocket>(std::make_shared<Socket<TlsStream>>(
      context, options, *tls, std::move(lookup), try_number, listener));
}

}  // namespace livetap::sink
