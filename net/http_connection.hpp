#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "net/blocking_step.hpp"
#include "net/dns_lookup.hpp"
#include "net/http_client.hpp"

namespace livetap::net {

/// What one request may cost, and who may end it.
struct HttpLimits {
  BlockingSteps& steps;
  BlockingSteps::Clock::time_point deadline;
  std::size_t body_limit;
  std::size_t header_limit;
};

/// One TCP or TLS connection and what is left in its buffer. Inside net/ only: drags in Beast.
class HttpConnection {
 public:
  using Request = boost::beast::http::request<boost::beast::http::string_body>;

  HttpConnection(boost::asio::io_context& context, const Url& url);

  /// Looks up, connects, shakes hands. Fills the timing's dns, connect and tls.
  std::optional<NetError> open(DnsLookup& lookup, boost::asio::ssl::context* tls,
                               const HttpLimits& limits, HttpTiming& timing);
  /// Sends a request and reads its answer.
  NetResult<HttpResponse> exchange(const Request& request, const HttpLimits& limits);

  /// Whether the next request can go over this connection: the server agreed to keep it and has
  /// neither closed it nor sent anything unasked.
  bool reusable();
  /// Whether anything of an answer to the last request came in.
  bool answered() const { return answered_; }

 private:
  using Tcp = boost::asio::ip::tcp;
  using Error = boost::system::error_code;

  std::optional<NetError> connect(const std::vector<Address>& addresses, const HttpLimits& limits);
  std::optional<NetError> shake_hands(boost::asio::ssl::context& tls, const HttpLimits& limits);
  template <class Stream>
  NetResult<HttpResponse> exchange_on(Stream& stream, const Request& request,
                                      const HttpLimits& limits);
  NetError explain(const Error& error, std::string_view during) const;
  void close();

  Tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<Tcp::socket&>> tls_;
  boost::beast::flat_buffer buffer_;
  const Url& url_;
  std::optional<int> certificate_days_;
  bool keep_alive_ = false;
  bool answered_ = false;
};

}  // namespace livetap::net
