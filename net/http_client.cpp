#include "net/http_client.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>

#include "net/http_connection.hpp"
#include "net/io_failure.hpp"

namespace livetap::net {
namespace {

namespace http = boost::beast::http;
using Request = HttpConnection::Request;

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 127; });
}

/// A line break in a header or target would forge a second one.
std::optional<NetError> refuse_forgery(std::string_view target,
                                       const std::vector<HttpHeader>& headers) {
  if (target.empty() || target[0] != '/' || has_control_character(target) ||
      target.find(' ') != std::string_view::npos) {
    return NetError{NetErrorKind::protocol,
                    "the request path does not begin with / or holds a "
                    "blank or a control character"};
  }
  for (const auto& header : headers) {
    if (header.name.empty() || has_control_character(header.name) ||
        has_control_character(header.value)) {
      return NetError{NetErrorKind::protocol,
                      "a request header is empty or holds a control character"};
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const HttpHeader& header) {
    return boost::beast::iequals(header.name, name);
  });
  return found == headers.end() ? std::string_view{} : std::string_view(found->value);
}

class HttpClient::Impl {
 public:
  explicit Impl(HttpClientOptions options) : options_(std::move(options)) {}

  NetResult<HttpResponse> request(http::verb verb, std::string_view target,
                                  const std::vector<HttpHeader>& headers, std::string_view body,
                                  Deadline deadline, int cancel_fd) {
    const auto start = std::chrono::steady_clock::now();
    if (auto failure = refuse_forgery(target, headers)) return *failure;
    BlockingSteps steps(context_, cancel_fd);
    const HttpLimits limits{steps, deadline, options_.body_limit, options_.header_limit};
    auto response = send(build(verb, target, headers, body), limits);
    if (!response || !connection_->reusable()) connection_.reset();
    if (response) {
      response->timing.total = std::chrono::duration_cast<std::chrono::microseconds>(
          std::chrono::steady_clock::now() - start);
    }
    return response;
  }

 private:
  NetResult<HttpResponse> send(const Request& request, const HttpLimits& limits) {
    if (connection_ && connection_->reusable()) {
      auto response = connection_->exchange(request, limits);
      // The server may have closed the idle connection in this very moment. A POST might have
      // been carried out, so it is not sent twice.
      const bool idle_close = !response && response.error().kind == NetErrorKind::reset &&
                              !connection_->answered() && request.method() == http::verb::get;
      if (!idle_close) return response;
    }
    if (auto failure = open(limits)) return *failure;
    auto response = connection_->exchange(request, limits);
    if (response) {
      const auto& timing = opener_->timing();
      response->timing.dns = timing.dns;
      response->timing.connect = timing.connect;
      response->timing.tls = timing.tls;
    }
    return response;
  }

  std::optional<NetError> open(const HttpLimits& limits) {
    connection_.reset();
    if (auto failure = make_opener()) return failure;
    std::optional<NetResult<OpenStream>> opened;
    // The opener holds the deadline itself and knows the phase in which it passed.
    const auto cancelled = limits.steps.run(
        Deadline::max(),
        [&](auto handler) {
          opener_->open(limits.deadline, [&opened, handler](auto result) {
            opened = std::move(result);
            handler({});
          });
        },
        [&] { opener_->cancel(); });
    if (cancelled) return io_failure(cancelled, "opening a connection to", url().authority());
    if (!*opened) return opened->error();
    connection_ = std::make_unique<HttpConnection>(std::move(**opened), url());
    return std::nullopt;
  }

  std::optional<NetError> make_opener() {
    if (opener_) return std::nullopt;
    std::shared_ptr<boost::asio::ssl::context> tls;
    if (url().tls()) {
      auto made = make_client_tls(options_.tls);
      if (!made) return made.error();
      tls = *made;
    }
    opener_.emplace(context_, url(), std::move(tls));
    return std::nullopt;
  }

  const Url& url() const { return options_.url; }

  Request build(http::verb verb, std::string_view target, const std::vector<HttpHeader>& headers,
                std::string_view body) const {
    Request request{verb, {target.data(), target.size()}, 11};
    request.set(http::field::host, options_.url.host_header());
    request.set(http::field::user_agent, options_.user_agent);
    for (const auto& header : headers) request.set(header.name, header.value);
    request.set(http::field::accept_encoding, "identity");
    if (verb == http::verb::post) {
      request.body() = std::string(body);
      request.prepare_payload();
    }
    return request;
  }

  const HttpClientOptions options_;
  boost::asio::io_context context_{1};
  std::optional<StreamOpener> opener_;
  std::unique_ptr<HttpConnection> connection_;
};

HttpClient::HttpClient(HttpClientOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

NetResult<HttpResponse> HttpClient::get(std::string_view target,
                                        const std::vector<HttpHeader>& headers, Deadline deadline,
                                        int cancel_fd) {
  return impl_->request(http::verb::get, target, headers, {}, deadline, cancel_fd);
}

NetResult<HttpResponse> HttpClient::post(std::string_view target,
                                         const std::vector<HttpHeader>& headers,
                                         std::string_view body, Deadline deadline, int cancel_fd) {
  return impl_->request(http::verb::post, target, headers, body, deadline, cancel_fd);
}

}  // namespace livetap::net
