#include "net/http_client.hpp"

#include <boost/asio/io_context.hpp>

#include "net/cancel_watch.hpp"

namespace livetap::net {

class HttpClient::Impl {
 public:
  explicit Impl(HttpClientOptions options)
      : authority_(options.url.authority()), client_(context_, std::move(options)) {}

  NetResult<HttpResponse> wait_for(HttpRequest request, Deadline deadline, int cancel_fd) {
    std::optional<NetResult<HttpResponse>> result;
    context_.restart();
    CancelWatch watch(context_, cancel_fd);
    client_.send(std::move(request), deadline, [&](auto answer) { result = std::move(answer); });
    while (!result && !watch.cancelled() && context_.run_one() > 0) {
    }
    if (!result) client_.cancel();
    watch.end();
    // Every operation has been told to end; their handlers run while what they refer to lives.
    context_.restart();
    context_.run();
    if (result) return *std::move(result);
    return NetError{NetErrorKind::cancelled, "cancelled while asking " + authority_};
  }

 private:
  boost::asio::io_context context_{1};
  const std::string authority_;
  AsyncHttpClient client_;
};

HttpClient::HttpClient(HttpClientOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

NetResult<HttpResponse> HttpClient::get(std::string_view target,
                                        const std::vector<HttpHeader>& headers, Deadline deadline,
                                        int cancel_fd) {
  HttpRequest request{"GET", std::string(target), headers, {}};
  return impl_->wait_for(std::move(request), deadline, cancel_fd);
}

NetResult<HttpResponse> HttpClient::post(std::string_view target,
                                         const std::vector<HttpHeader>& headers,
                                         std::string_view body, Deadline deadline, int cancel_fd) {
  HttpRequest request{"POST", std::string(target), headers, std::string(body)};
  return impl_->wait_for(std::move(request), deadline, cancel_fd);
}

}  // namespace livetap::net
