#pragma once
#include <array>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>

#include "net/async_http_client.hpp"
#include "net/stream_opener.hpp"
#include "net/timed_step.hpp"

namespace livetap::net {

/// One open connection, what is left in its buffer, and the exchange under way on it. Owned by one
/// client, which calls abandon() in the end. Inside net/ only: drags in Beast.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  using Done = AsyncHttpClient::Done;
  using Deadline = AsyncHttpClient::Deadline;

  /// `options` must outlive the connection.
  HttpConnection(boost::asio::io_context& context, OpenStream connection,
                 const HttpClientOptions& options)
      : connection_(std::move(connection)), options_(options), step_(context) {
    buffer_.reserve(part_.size());  // Beast reads what fits at once: 512 bytes if nobody says more
  }

  /// Sends a request and reads its answer, one at a time.
  void exchange(const HttpRequest& request, Deadline deadline, AsyncHttpClient::BodyPart body,
                Done done);
  /// Ends at once and silently.
  void abandon();

  /// Whether the next request can go over this connection: the server agreed to keep it and has
  /// neither closed it nor sent anything unasked.
  bool reusable();
  int socket() { return connection_.socket().native_handle(); }
  /// Whether anything of an answer to the last request came in.
  bool answered() const { return answered_; }

 private:
  using Error = boost::system::error_code;

  template <class Start, class Next>
  void step(std::string_view during, Start start, Next next);
  void read_header();
  void take_header();
  void read_body();
  void take_part(std::size_t size);
  void finish(NetResult<HttpResponse> result);
  NetError explain(const Error& error, std::string_view during) const;
  void close();

  OpenStream connection_;
  const HttpClientOptions& options_;
  TimedStep step_;
  Deadline deadline_{};
  AsyncHttpClient::BodyPart body_;
  Done done_;
  boost::beast::http::request<boost::beast::http::string_body> request_;
  std::optional<boost::beast::http::response_parser<boost::beast::http::buffer_body>> parser_;
  boost::beast::flat_buffer buffer_;
  std::array<char, 16 * 1024> part_{};
  TimedStep::Clock::time_point sent_{};
  HttpResponse response_;
  bool keep_alive_ = false;
  bool answered_ = false;
};

}  // namespace livetap::net
