#include "net/http_connection.hpp"

#include <sys/socket.h>

#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

namespace livetap::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Clock = std::chrono::steady_clock;
using Parser = http::response_parser<http::string_body>;

std::chrono::microseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
}

HttpResponse to_response(Parser& parser) {
  auto message = parser.release();
  HttpResponse response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    response.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  }
  response.body = std::move(message.body());
  return response;
}

bool is_plain(std::string_view content_encoding) {
  return content_encoding.empty() || boost::beast::iequals(content_encoding, "identity");
}

}  // namespace

HttpConnection::HttpConnection(asio::io_context& context, const Url& url)
    : socket_(context), url_(url) {}

std::optional<NetError> HttpConnection::open(DnsLookup& lookup, asio::ssl::context* tls,
                                             const HttpLimits& limits, HttpTiming& timing) {
  auto start = Clock::now();
  NetResult<std::vector<Address>> addresses = std::vector<Address>{};
  const auto late = limits.steps.run(
      limits.deadline,
      [&](auto handler) {
        lookup.resolve(url_.host, url_.port, [&addresses, handler](auto found) {
          addresses = std::move(found);
          handler(Error{});
        });
      },
      [&] { lookup.cancel(); });
  if (late) return explain(late, "looking up the name of");
  if (!addresses) return addresses.error();
  timing.dns = since(start);

  start = Clock::now();
  if (auto failure = connect(*addresses, limits)) return failure;
  timing.connect = since(start);
  if (tls == nullptr) return std::nullopt;

  start = Clock::now();
  if (auto failure = shake_hands(*tls, limits)) return failure;
  timing.tls = since(start);
  return std::nullopt;
}

std::optional<NetError> HttpConnection::connect(const std::vector<Address>& addresses,
                                                const HttpLimits& limits) {
  Error error = asio::error::host_not_found;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    // An address that swallows packets must leave time for the ones after it.
    const auto left = limits.deadline - Clock::now();
    const auto share = left / static_cast<int>(addresses.size() - i);
    const Tcp::endpoint endpoint(asio::ip::make_address(addresses[i].ip), addresses[i].port);
    close();
    error = limits.steps.run(
        Clock::now() + share, [&](auto handler) { socket_.async_connect(endpoint, handler); },
        [&] { close(); });
    if (!error || error == asio::error::operation_aborted) break;
  }
  if (error) return explain(error, "connecting to");
  socket_.set_option(Tcp::no_delay(true), error);
  return std::nullopt;
}

std::optional<NetError> HttpConnection::shake_hands(asio::ssl::context& tls,
                                                    const HttpLimits& limits) {
  tls_.emplace(socket_, tls);
  expect_host(tls_->native_handle(), url_.host);
  const auto error = limits.steps.run(
      limits.deadline,
      [&](auto handler) {
        tls_->async_handshake(asio::ssl::stream_base::client, std::move(handler));
      },
      [&] { close(); });
  if (error == asio::error::timed_out || error == asio::error::operation_aborted) {
    return explain(error, "the TLS handshake with");
  }
  if (error) {
    return NetError{NetErrorKind::tls, "TLS with " + url_.authority() +
                                           " failed: " + tls_failure(tls_->native_handle(), error)};
  }
  certificate_days_ = certificate_days_left(tls_->native_handle());
  return std::nullopt;
}

NetResult<HttpResponse> HttpConnection::exchange(const Request& request, const HttpLimits& limits) {
  keep_alive_ = false;
  answered_ = false;
  auto response =
      tls_ ? exchange_on(*tls_, request, limits) : exchange_on(socket_, request, limits);
  if (response) response->certificate_days = certificate_days_;
  return response;
}

template <class Stream>
NetResult<HttpResponse> HttpConnection::exchange_on(Stream& stream, const Request& request,
                                                    const HttpLimits& limits) {
  const auto abort = [this] { close(); };
  const auto ended = [](auto handler) {
    return [handler](const Error& error, std::size_t) { handler(error); };
  };
  auto error = limits.steps.run(
      limits.deadline, [&](auto handler) { http::async_write(stream, request, ended(handler)); },
      abort);
  if (error) return explain(error, "sending to");

  const auto sent = Clock::now();
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(limits.header_limit));
  parser.body_limit(limits.body_limit);
  error = limits.steps.run(
      limits.deadline,
      [&](auto handler) { http::async_read_header(stream, buffer_, parser, ended(handler)); },
      abort);
  answered_ = parser.got_some();
  if (error) return explain(error, "waiting for an answer from");
  const auto first_byte = since(sent);
  if (const auto encoding = parser.get()[http::field::content_encoding];
      !is_plain({encoding.data(), encoding.size()})) {
    return NetError{NetErrorKind::protocol,
                    url_.authority() + " sent a compressed answer though none was asked for"};
  }
  error = limits.steps.run(
      limits.deadline,
      [&](auto handler) { http::async_read(stream, buffer_, parser, ended(handler)); }, abort);
  if (error) return explain(error, "reading the answer of");

  keep_alive_ = parser.get().keep_alive() && buffer_.size() == 0;
  auto response = to_response(parser);
  response.timing.first_byte = first_byte;
  return response;
}

bool HttpConnection::reusable() {
  if (!keep_alive_) return false;
  char byte = 0;
  const auto got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

NetError HttpConnection::explain(const Error& error, std::string_view during) const {
  const auto peer = url_.authority();
  const auto doing = std::string(during) + " " + peer;
  if (error == asio::error::operation_aborted) {
    return {NetErrorKind::cancelled, "cancelled while " + doing};
  }
  if (error == asio::error::timed_out) return {NetErrorKind::timeout, "timed out while " + doing};
  if (error == asio::error::connection_refused) {
    return {NetErrorKind::refused, peer + " refuses connections: nothing listens there"};
  }
  if (error == http::error::body_limit || error == http::error::header_limit ||
      error == http::error::buffer_overflow) {
    return {NetErrorKind::too_large, "the answer of " + peer + " is larger than allowed"};
  }
  if (error == http::error::partial_message) {
    return {NetErrorKind::reset, peer + " ended the connection in the middle of its answer"};
  }
  if (error == http::error::end_of_stream || error == asio::error::eof ||
      error == asio::error::connection_reset || error == asio::error::broken_pipe ||
      error == asio::ssl::error::stream_truncated) {
    return {NetErrorKind::reset, peer + " ended the connection: " + error.message()};
  }
  if (error.category() == make_error_code(http::error::bad_method).category()) {
    return {NetErrorKind::protocol, peer + " does not answer in HTTP: " + error.message()};
  }
  return {NetErrorKind::reset, "failed while " + doing + ": " + error.message()};
}

void HttpConnection::close() {
  Error ignored;
  socket_.close(ignored);
}

}  // namespace livetap::net
