#include "tests/demo/http_session.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "tests/demo/control.hpp"
#include "tests/demo/health.hpp"
#include "tests/demo/http_reply.hpp"
#include "tests/demo/stream_session.hpp"

namespace livetap::standin {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using beast::error_code;

constexpr std::chrono::seconds kIdle{30};
constexpr std::chrono::minutes kHang{10};

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(asio::ip::tcp::socket socket, std::string service, Platform& platform)
      : stream_(std::move(socket)), service_(std::move(service)), platform_(platform) {}

  void read() {
    request_ = {};
    stream_.expires_after(kIdle);
    http::async_read(stream_, buffer_, request_,
                     [self = shared_from_this()](error_code ec, std::size_t) {
                       if (!ec) self->serve();
                     });
  }

 private:
  void serve() {
    if (service_ != "control" && platform_.faults.is(service_, "down")) {
      stream_.close();  // a service that is down keeps no connection, not even an old one
    } else if (service_ != "control" && platform_.faults.is(service_, "hang")) {
      hang();
    } else if (wants_stream() && !platform_.faults.is("websocket", "refuse")) {
      stream_.expires_never();
      start_stream(std::move(stream_), request_, platform_);
    } else {
      send(answer());
    }
  }

  bool wants_stream() const {
    return service_ == "ws-gateway" && request_.target() == "/stream" &&
           beast::websocket::is_upgrade(request_);
  }

  HttpReply answer() {
    const auto target = view(request_.target());
    if (service_ == "control") return control(view(request_.method_string()), target, platform_);
    if (target == "/stream") return {.status = 503, .body = R"({"error": "no stream now"})"};
    if (target != "/health") return {.status = 404, .body = R"({"detail": "Not Found"})"};
    if (service_ == "ws-gateway" && !platform_.api_key.empty() &&
        view(request_["X-API-Key"]) != platform_.api_key) {
      return {.status = 401, .body = R"({"detail": "Invalid or missing API key"})"};
    }
    return health(service_, platform_.faults, platform_.status, now());
  }

  void send(HttpReply reply) {
    response_ = {};
    response_.result(static_cast<unsigned>(reply.status));
    response_.version(request_.version());
    response_.set(http::field::content_type, reply.content_type);
    response_.keep_alive(request_.keep_alive());
    response_.body() = std::move(reply.body);
    response_.prepare_payload();
    http::async_write(stream_, response_, [self = shared_from_this()](error_code ec, std::size_t) {
      if (!ec && self->response_.keep_alive()) self->read();
    });
  }

  // Until the client gives up, seen by its closing.
  void hang() {
    stream_.expires_after(kHang);
    stream_.async_read_some(asio::buffer(ignored_),
                            [self = shared_from_this()](error_code, std::size_t) {});
  }

  beast::tcp_stream stream_;
  std::string service_;
  Platform& platform_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> response_;
  char ignored_[256] = {};
};

}  // namespace

void start_http_session(asio::ip::tcp::socket socket, const std::string& service,
                        Platform& platform) {
  std::make_shared<Session>(std::move(socket), service, platform)->read();
}

}  // namespace livetap::standin
