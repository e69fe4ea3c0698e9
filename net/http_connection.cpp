#include "net/http_connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include "net/io_failure.hpp"

namespace livetap::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

http::request<http::string_body> to_beast(const HttpRequest& request,
                                          const HttpClientOptions& options) {
  http::request<http::string_body> message;
  message.method_string(request.method);
  message.target(request.target);
  message.set(http::field::host, options.url.host_header());
  message.set(http::field::user_agent, options.user_agent);
  for (const auto& header : request.headers) message.set(header.name, header.value);
  message.set(http::field::accept_encoding, "identity");
  message.body() = request.body;
  const bool may_be_without =
      message.method() == http::verb::get || message.method() == http::verb::head;
  if (!request.body.empty() || !may_be_without) message.prepare_payload();
  return message;
}

bool is_plain(std::string_view content_encoding) {
  return content_encoding.empty() || boost::beast::iequals(content_encoding, "identity");
}

}  // namespace

void HttpConnection::exchange(const HttpRequest& request, Deadline deadline,
                              AsyncHttpClient::BodyPart body, Done done) {
  deadline_ = deadline;
  body_ = std::move(body);
  done_ = std::move(done);
  request_ = to_beast(request, options_);
  parser_.reset();
  response_ = {};
  response_.certificate_days = connection_.certificate_days;
  keep_alive_ = false;
  answered_ = false;
  step(
      "sending to",
      [this](auto& stream, auto handler) {
        http::async_write(stream, request_, std::move(handler));
      },
      [this] { read_header(); });
}

void HttpConnection::abandon() {
  step_.forget();
  done_ = nullptr;
  close();
}

/// One operation on the stream. `next` follows where it went well, and where a part is full.
template <class Start, class Next>
void HttpConnection::step(std::string_view during, Start start, Next next) {
  step_.run(
      deadline_, shared_from_this(),
      [&](auto handler) {
        const auto ended = [handler](const Error& error, std::size_t) { handler(error); };
        std::visit([&](auto& stream) { start(stream, ended); }, connection_.stream);
      },
      [this] { close(); },
      [this, during, next](const Error& error) {
        answered_ = answered_ || (parser_ && parser_->got_some());
        if (error && error != http::error::need_buffer) return finish(explain(error, during));
        next();
      });
}

void HttpConnection::read_header() {
  sent_ = TimedStep::Clock::now();
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(options_.header_limit));
  parser_->body_limit(options_.body_limit);
  parser_->skip(request_.method() == http::verb::head);
  step(
      "waiting for an answer from",
      [this](auto& stream, auto handler) {
        http::async_read_header(stream, buffer_, *parser_, std::move(handler));
      },
      [this] { take_header(); });
}

void HttpConnection::take_header() {
  response_.timing.first_byte =
      std::chrono::duration_cast<std::chrono::microseconds>(TimedStep::Clock::now() - sent_);
  const auto& header = parser_->get();
  response_.status = static_cast<int>(header.result_int());
  for (const auto& field : header) {
    response_.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  }
  if (!is_plain(response_.header("Content-Encoding"))) {
    return finish(NetError{NetErrorKind::protocol, options_.url.authority() +
                                                       " sent a compressed answer though none was "
                                                       "asked for"});
  }
  if (!body_) {
    const auto announced = parser_->content_length_remaining().value_or(0);
    response_.body.reserve(std::min<std::uint64_t>(announced, options_.body_limit));
  }
  read_body();
}

void HttpConnection::read_body() {
  if (parser_->is_done()) {
    keep_alive_ = parser_->get().keep_alive() && buffer_.size() == 0;
    return finish(std::move(response_));
  }
  parser_->get().body().data = part_.data();
  parser_->get().body().size = part_.size();
  step(
      "reading the answer of",
      [this](auto& stream, auto handler) {
        http::async_read(stream, buffer_, *parser_, std::move(handler));
      },
      [this] {
        take_part(part_.size() - parser_->get().body().size);
        read_body();
      });
}

void HttpConnection::take_part(std::size_t size) {
  if (body_) {
    body_({part_.data(), size});
  } else {
    response_.body.append(part_.data(), size);
  }
}

void HttpConnection::finish(NetResult<HttpResponse> result) {
  const auto self = shared_from_this();
  const auto done = std::move(done_);
  done_ = nullptr;
  if (done) done(std::move(result));
}

bool HttpConnection::reusable() {
  if (!keep_alive_) return false;
  char byte = 0;
  const auto got = ::recv(connection_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

NetError HttpConnection::explain(const Error& error, std::string_view during) const {
  const auto peer = options_.url.authority();
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
  auto failure = io_failure(error, during, peer);
  if (error == asio::error::timed_out) {
    failure.hint = "it takes connections and does not answer: it hangs, or is overloaded";
  }
  return failure;
}

void HttpConnection::close() {
  Error ignored;
  connection_.socket().close(ignored);
}

}  // namespace livetap::net
