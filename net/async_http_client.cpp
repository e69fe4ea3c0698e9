#include "net/async_http_client.hpp"

#include <boost/asio/post.hpp>

#include "net/http_connection.hpp"

namespace livetap::net {

namespace asio = boost::asio;

class AsyncHttpClient::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& context, HttpClientOptions options)
      : context_(context), options_(std::move(options)) {}

  void send(HttpRequest request, Deadline deadline, Done done, BodyPart body) {
    cancel();
    request_ = std::move(request);
    deadline_ = deadline;
    done_ = std::move(done);
    body_ = std::move(body);
    began_ = std::chrono::steady_clock::now();
    timing_ = {};
    if (auto forged = forgery_in(request_)) return fail_later(*std::move(forged));
    if (connection_ && connection_->reusable()) {
      exchange(true);
    } else {
      open();
    }
  }

  void cancel() {
    ++turn_;
    if (done_) drop_connection();  // whatever was under way on it
    if (opener_) opener_->cancel();
    done_ = nullptr;
    body_ = nullptr;
  }

  void close() {
    cancel();
    drop_connection();
  }

  const HttpTiming& timing() const { return timing_; }

  int socket() const { return connection_ ? connection_->socket() : -1; }

 private:
  void open() {
    drop_connection();
    if (auto failure = make_opener()) return fail_later(*std::move(failure));
    opener_->open(deadline_, [this](NetResult<OpenStream> opened) {
      timing_.dns = opener_->timing().dns;
      timing_.connect = opener_->timing().connect;
      timing_.tls = opener_->timing().tls;
      if (!opened) return finish(opened.error());
      connection_ = std::make_shared<HttpConnection>(context_, std::move(*opened), options_);
      exchange(false);
    });
  }

  std::optional<NetError> make_opener() {
    if (opener_) return std::nullopt;
    std::shared_ptr<asio::ssl::context> tls;
    if (options_.url.tls()) {
      auto made = make_client_tls(options_.tls);
      if (!made) return made.error();
      tls = *made;
    }
    opener_.emplace(context_, options_.url, std::move(tls));
    return std::nullopt;
  }

  void exchange(bool on_kept) {
    connection_->exchange(request_, deadline_, body_, [this, on_kept](auto answer) {
      // The server may have closed the idle connection in this very moment. What might have been
      // carried out is not sent twice.
      const bool idle_close = on_kept && !answer && answer.error().kind == NetErrorKind::reset &&
                              !connection_->answered() &&
                              (request_.method == "GET" || request_.method == "HEAD");
      if (idle_close) return open();
      finish(std::move(answer));
    });
  }

  void drop_connection() {
    if (connection_) connection_->abandon();
    connection_.reset();
  }

  void fail_later(NetError failure) {
    asio::post(context_, [weak = weak_from_this(), turn = turn_, failure = std::move(failure)] {
      const auto self = weak.lock();
      if (self && self->turn_ == turn) self->finish(failure);
    });
  }

  void finish(NetResult<HttpResponse> result) {
    const auto self = shared_from_this();
    timing_.total = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - began_);
    if (result) {
      timing_.first_byte = result->timing.first_byte;
      result->timing = timing_;
    }
    if (!result || !connection_->reusable()) drop_connection();
    const auto done = std::move(done_);
    done_ = nullptr;
    body_ = nullptr;
    if (done) done(std::move(result));
  }

  asio::io_context& context_;
  const HttpClientOptions options_;
  std::optional<StreamOpener> opener_;
  std::shared_ptr<HttpConnection> connection_;
  HttpRequest request_;
  Deadline deadline_{};
  BodyPart body_;
  Done done_;
  std::chrono::steady_clock::time_point began_{};
  HttpTiming timing_;
  unsigned turn_ = 0;
};

AsyncHttpClient::AsyncHttpClient(asio::io_context& context, HttpClientOptions options)
    : impl_(std::make_shared<Impl>(context, std::move(options))) {}
AsyncHttpClient::~AsyncHttpClient() {
  if (impl_) impl_->close();
}
AsyncHttpClient::AsyncHttpClient(AsyncHttpClient&&) noexcept = default;
AsyncHttpClient& AsyncHttpClient::operator=(AsyncHttpClient&&) noexcept = default;

void AsyncHttpClient::send(HttpRequest request, Deadline deadline, Done done, BodyPart body) {
  impl_->send(std::move(request), deadline, std::move(done), std::move(body));
}

void AsyncHttpClient::cancel() {
  impl_->cancel();
}

void AsyncHttpClient::close() {
  impl_->close();
}

int AsyncHttpClient::socket() const {
  return impl_->socket();
}

const HttpTiming& AsyncHttpClient::timing() const {
  return impl_->timing();
}

}  // namespace livetap::net
