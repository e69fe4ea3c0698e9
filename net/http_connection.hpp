#pragma once
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "net/blocking_step.hpp"
#include "net/http_client.hpp"
#include "net/stream_opener.hpp"

namespace livetap::net {

/// What one request may cost, and who may end it.
struct HttpLimits {
  BlockingSteps& steps;
  BlockingSteps::Clock::time_point deadline;
  std::size_t body_limit;
  std::size_t header_limit;
};

/// One open connection and what is left in its buffer. Inside net/ only: drags in Beast.
class HttpConnection {
 public:
  using Request = boost::beast::http::request<boost::beast::http::string_body>;

  /// `url` must outlive the connection.
  HttpConnection(OpenStream connection, const Url& url)
      : connection_(std::move(connection)), url_(url) {}

  /// Sends a request and reads its answer.
  NetResult<HttpResponse> exchange(const Request& request, const HttpLimits& limits);

  /// Whether the next request can go over this connection: the server agreed to keep it and has
  /// neither closed it nor sent anything unasked.
  bool reusable();
  /// Whether anything of an answer to the last request came in.
  bool answered() const { return answered_; }

 private:
  using Error = boost::system::error_code;

  template <class Stream>
  NetResult<HttpResponse> exchange_on(Stream& stream, const Request& request,
                                      const HttpLimits& limits);
  NetError explain(const Error& error, std::string_view during) const;
  void close();

  OpenStream connection_;
  boost::beast::flat_buffer buffer_;
  const Url& url_;
  bool keep_alive_ = false;
  bool answered_ = false;
};

}  // namespace livetap::net
