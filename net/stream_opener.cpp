#include "net/stream_opener.hpp"

#include "net/dns_lookup.hpp"
#include "net/io_failure.hpp"
#include "net/timed_step.hpp"
#include "net/tls.hpp"

namespace livetap::net {
namespace {

namespace asio = boost::asio;
using Clock = TimedStep::Clock;
using Error = TimedStep::Error;
using Tcp = asio::ip::tcp;

constexpr std::string_view looking_up = "looking up the name of";
constexpr std::string_view connecting = "connecting to";
constexpr std::string_view shaking_hands = "shaking TLS hands with";

void close(OpenStream& connection) {
  Error ignored;
  connection.socket().close(ignored);
}

}  // namespace

TcpStream::lowest_layer_type& OpenStream::socket() {
  return std::visit(
      [](auto& layer) -> auto& { return layer.lowest_layer(); }, stream);
}

class StreamOpener::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& context, const Url& url, std::shared_ptr<asio::ssl::context> tls)
      : context_(context), url_(url), tls_(std::move(tls)), lookup_(context), step_(context) {}

  void open(Deadline deadline, Done done) {
    cancel();
    deadline_ = deadline;
    done_ = std::move(done);
    timing_ = {};
    look_up();
  }

  void cancel() {
    step_.forget();
    lookup_.cancel();
    if (connection_) close(*connection_);
    connection_.reset();
    done_ = nullptr;
  }

  const OpenTiming& timing() const { return timing_; }

 private:
  void look_up() {
    phase_began_ = Clock::now();
    addresses_.clear();
    step_.run(
        deadline_, nullptr,
        [this](auto handler) {
          lookup_.resolve(url_.host, url_.port, [this, handler](auto found) {
            if (!found) return finish(found.error());
            addresses_ = std::move(*found);
            handler(Error{});
          });
        },
        [this] { lookup_.cancel(); },
        [this](const Error& error) {
          if (error) return finish(failure(error, looking_up, "the name server does not answer"));
          timing_.dns = end_phase();
          connect(0);
        });
  }

  void connect(std::size_t index) {
    if (index == addresses_.size()) {
      return finish(failure(asio::error::host_not_found, connecting, "check the host in url"));
    }
    const auto left = (deadline_ - Clock::now()) / static_cast<int>(addresses_.size() - index);
    const auto& address = addresses_[index];
    const Tcp::endpoint endpoint(asio::ip::make_address(address.ip), address.port);
    const auto connection = hold({TcpStream(context_), std::nullopt});
    step_.run(
        Clock::now() + left, connection,
        [&](auto handler) { connection->socket().async_connect(endpoint, std::move(handler)); },
        [connection] { close(*connection); },
        [this, index](const Error& error) {
          if (error && index + 1 < addresses_.size()) return connect(index + 1);
          if (error) {
            return finish(
                failure(error, connecting, "is the host up? a firewall may swallow the packets"));
          }
          on_connected();
        });
  }

  void on_connected() {
    Error ignored;
    connection_->socket().set_option(Tcp::no_delay(true), ignored);
    timing_.connect = end_phase();
    if (tls_) return shake_hands();
    finish_open();
  }

  void shake_hands() {
    auto tcp = std::get<TcpStream>(std::move(connection_->stream));
    const auto connection = hold({TlsStream(std::move(tcp), *tls_), std::nullopt});
    auto& tls = std::get<TlsStream>(connection->stream);
    expect_host(tls.native_handle(), url_.host);
    step_.run(
        deadline_, connection,
        [&](auto handler) {
          tls.async_handshake(asio::ssl::stream_base::client, std::move(handler));
        },
        [connection] { close(*connection); },
        [this, &tls](const Error& error) {
          if (error) return finish(handshake_failure(tls, error));
          timing_.tls = end_phase();
          connection_->certificate_days = certificate_days_left(tls.native_handle());
          finish_open();
        });
  }

  NetError handshake_failure(TlsStream& tls, const Error& error) const {
    if (error == asio::error::timed_out) {
      return failure(error, shaking_hands, "does it speak TLS on this port?");
    }
    return {NetErrorKind::tls,
            "TLS with " + url_.authority() + " failed: " + tls_failure(tls.native_handle(), error),
            tls_cure(tls.native_handle(), error)};
  }

  /// `hint` is for what has no cure of its own.
  NetError failure(const Error& error, std::string_view during, const char* hint) const {
    auto failure = io_failure(error, during, url_.authority());
    if (failure.hint.empty()) failure.hint = hint;
    return failure;
  }

  /// The connection of the step to come; an operation that was given up may still hold another.
  std::shared_ptr<OpenStream> hold(OpenStream connection) {
    connection_ = std::make_shared<OpenStream>(std::move(connection));
    return connection_;
  }

  std::chrono::microseconds end_phase() {
    const auto began = std::exchange(phase_began_, Clock::now());
    return std::chrono::duration_cast<std::chrono::microseconds>(phase_began_ - began);
  }

  void finish_open() {
    const auto connection = std::move(connection_);
    finish(std::move(*connection));
  }

  void finish(NetResult<OpenStream> result) {
    const auto self = shared_from_this();
    const auto done = std::move(done_);
    cancel();
    if (done) done(std::move(result));
  }

  asio::io_context& context_;
  const Url url_;
  const std::shared_ptr<asio::ssl::context> tls_;
  DnsLookup lookup_;
  TimedStep step_;
  Deadline deadline_{};
  Clock::time_point phase_began_{};
  std::vector<Address> addresses_;
  std::shared_ptr<OpenStream> connection_;
  Done done_;
  OpenTiming timing_;
};

StreamOpener::StreamOpener(asio::io_context& context, const Url& url,
                           std::shared_ptr<asio::ssl::context> tls)
    : impl_(std::make_shared<Impl>(context, url, std::move(tls))) {}
StreamOpener::~StreamOpener() {
  if (impl_) impl_->cancel();
}
StreamOpener::StreamOpener(StreamOpener&&) noexcept = default;
StreamOpener& StreamOpener::operator=(StreamOpener&&) noexcept = default;

void StreamOpener::open(Deadline deadline, Done done) {
  impl_->open(deadline, std::move(done));
}

void StreamOpener::cancel() {
  impl_->cancel();
}

const OpenTiming& StreamOpener::timing() const {
  return impl_->timing();
}

}  // namespace livetap::net
