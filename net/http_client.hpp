#pragma once
#include <memory>

#include "net/async_http_client.hpp"

namespace livetap::net {

/// AsyncHttpClient for those who wait: a blocking HTTP/1.1 client for one server, made for a
/// plugin's collect thread. What is said there of deadline, reuse and redirects holds here.
///
/// One request at a time, on one thread. A readable `cancel_fd` ends a request at once (-1: none);
/// it is only watched, never read or closed.
///
///     HttpClient client({.url = *parse_url("http://127.0.0.1:15672")});
///     auto answer = client.get("/api/overview", {{"Authorization", basic}}, deadline, cancel_fd);
///     if (!answer) return fail(answer.error().message);
class HttpClient {
 public:
  using Deadline = AsyncHttpClient::Deadline;

  explicit HttpClient(HttpClientOptions options);
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  NetResult<HttpResponse> get(std::string_view target, const std::vector<HttpHeader>& headers,
                              Deadline deadline, int cancel_fd = -1);
  NetResult<HttpResponse> post(std::string_view target, const std::vector<HttpHeader>& headers,
                               std::string_view body, Deadline deadline, int cancel_fd = -1);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace livetap::net
