#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <variant>

#include "net/net_error.hpp"
#include "net/url.hpp"

namespace livetap::net {

using TcpStream = boost::asio::ip::tcp::socket;
using TlsStream = boost::asio::ssl::stream<TcpStream>;

/// A connection that is open and, over TLS, verified. Nothing is under way on it: it may be moved.
struct OpenStream {
  std::variant<TcpStream, TlsStream> stream;
  std::optional<int> certificate_days;  ///< TLS only: whole days until the certificate ends

  TcpStream::lowest_layer_type& socket();
};

/// How long each phase took. One that did not happen, or did not come to a good end, is absent.
struct OpenTiming {
  std::optional<std::chrono::microseconds> dns;
  std::optional<std::chrono::microseconds> connect;
  std::optional<std::chrono::microseconds> tls;
};

/// Opens connections to the host of a URL: name lookup, connect to the first address that takes
/// it, TLS handshake with the name sent and checked. Never blocks; one connection at a time, on
/// the thread that runs the io_context. Keep one per host: lookups that a dead name server leaves
/// hanging are joined, not repeated.
///
/// The deadline is on the wall and covers all phases. An address that swallows packets takes no
/// more than its share of the time that is left, so that the ones after it have theirs.
///
///     StreamOpener opener(io, url, url.tls() ? *make_client_tls(settings) : nullptr);
///     opener.open(Clock::now() + 800ms, [&](NetResult<OpenStream> opened) {
///       if (!opened) return fail(opened.error(), opener.timing());
///       if (auto* tls = std::get_if<TlsStream>(&opened->stream)) use(std::move(*tls));
///     });
class StreamOpener {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  using Done = std::function<void(NetResult<OpenStream>)>;

  /// `tls`: from make_client_tls for an https or wss URL, null for others.
  StreamOpener(boost::asio::io_context& context, const Url& url,
               std::shared_ptr<boost::asio::ssl::context> tls);
  /// As cancel().
  ~StreamOpener();
  StreamOpener(StreamOpener&&) noexcept;
  StreamOpener& operator=(StreamOpener&&) noexcept;

  /// Calls `done` on the io_context, once, never from inside this call; a call of open() or
  /// cancel() before that forgets it. Errors: refused, dns, timeout, tls, reset.
  void open(Deadline deadline, Done done);
  void cancel();

  /// Of the last open(), as far as it came.
  const OpenTiming& timing() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace livetap::net
