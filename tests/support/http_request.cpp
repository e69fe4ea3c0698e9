#include "tests/support/http_request.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/detail/base64.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <stdexcept>

namespace livetap::test {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr std::size_t kMaxBody = 64 * 1024 * 1024;

// One step at a time on a loop of its own: blocking calls know no deadline.
class Steps {
 public:
  explicit Steps(std::chrono::milliseconds deadline) : deadline_(deadline), stream_(loop_) {}

  template <class Start>
  void run(const char* what, Start start) {
    error_code result = asio::error::would_block;
    stream_.expires_after(deadline_);
    start(stream_, [&result](error_code ec, auto&&...) { result = ec; });
    loop_.restart();
    loop_.run();
    if (result) throw std::runtime_error(std::string(what) + ": " + result.message());
  }

 private:
  std::chrono::milliseconds deadline_;
  asio::io_context loop_;
  beast::tcp_stream stream_;
};

std::string basic_auth(const HttpCall& call) {
  const std::string plain = call.user + ":" + call.password;
  std::string encoded(beast::detail::base64::encoded_size(plain.size()), '\0');
  encoded.resize(beast::detail::base64::encode(encoded.data(), plain.data(), plain.size()));
  return "Basic " + encoded;
}

http::request<http::string_body> to_request(const boost::urls::url_view& url,
                                            const HttpCall& call) {
  http::request<http::string_body> request;
  request.method_string(call.method);
  request.target(url.encoded_path().empty() ? std::string("/") : std::string(url.encoded_target()));
  request.set(http::field::host, url.encoded_host_and_port());
  request.set(http::field::connection, "close");
  if (!call.user.empty()) request.set(http::field::authorization, basic_auth(call));
  if (!call.body.empty()) request.set(http::field::content_type, "application/json");
  request.body() = call.body;
  request.prepare_payload();
  return request;
}

}  // namespace

HttpReply http_request(std::string_view url, const HttpCall& call) {
  const auto parsed = boost::urls::parse_uri(boost::core::string_view(url.data(), url.size()));
  if (!parsed || parsed->scheme() != "http") {
    throw std::runtime_error("not an http:// address: " + std::string(url));
  }
  const auto port = parsed->has_port() ? parsed->port_number() : std::uint16_t{80};
  const std::vector<asio::ip::tcp::endpoint> peer{
      {asio::ip::make_address(std::string(parsed->encoded_host())), port}};
  const auto request = to_request(*parsed, call);
  http::response_parser<http::string_body> parser;
  parser.body_limit(kMaxBody);
  beast::flat_buffer buffer;

  Steps steps(call.deadline);
  steps.run("connect", [&](auto& stream, auto done) { stream.async_connect(peer, done); });
  steps.run("write", [&](auto& stream, auto done) { http::async_write(stream, request, done); });
  steps.run("read",
            [&](auto& stream, auto done) { http::async_read(stream, buffer, parser, done); });
  auto& reply = parser.get();
  return {.status = static_cast<int>(reply.result_int()),
          .content_type = std::string(reply[http::field::content_type]),
          .body = std::move(reply.body())};
}

}  // namespace livetap::test
