#include "net/http_connection.hpp"

#include <sys/socket.h>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include "net/io_failure.hpp"

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

NetResult<HttpResponse> HttpConnection::exchange(const Request& request, const HttpLimits& limits) {
  keep_alive_ = false;
  answered_ = false;
  auto response = std::visit([&](auto& stream) { return exchange_on(stream, request, limits); },
                             connection_.stream);
  if (response) response->certificate_days = connection_.certificate_days;
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
  const auto got = ::recv(connection_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

NetError HttpConnection::explain(const Error& error, std::string_view during) const {
  const auto peer = url_.authority();
  if (error == http::error::body_limit || error == http::error::header_limit ||
      error == http::error::buffer_overflow) {
    return {NetErrorKind::too_large, "the answer of " + peer + " is larger than allowed"};
  }
  if (error == http::error::partial_message) {
    return {NetErrorKind::reset, peer + " ended the connection in the middle of its answer"};
  }
  if (error == http::error::end_of_stream) {
    return {NetErrorKind::reset, peer + " ended the connection: " + error.message()};
  }
  if (error.category() == make_error_code(http::error::bad_method).category()) {
    return {NetErrorKind::protocol, peer + " does not answer in HTTP: " + error.message()};
  }
  return io_failure(error, during, peer);
}

void HttpConnection::close() {
  Error ignored;
  connection_.socket().close(ignored);
}

}  // namespace livetap::net
