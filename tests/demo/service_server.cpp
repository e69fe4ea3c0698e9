#include "tests/demo/service_server.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

#include "tests/demo/http_session.hpp"

namespace livetap::standin {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds kLook{50};  // how soon a change of mode is seen

}  // namespace

struct ServiceServer::State : std::enable_shared_from_this<State> {
  State(asio::io_context& loop, std::string name, const std::string& address, Platform& on)
      : acceptor(loop),
        look(loop),
        service(std::move(name)),
        host(asio::ip::make_address(address)),
        platform(on) {}

  void listen(std::uint16_t number) {
    const tcp::endpoint here(host, number);
    acceptor.open(here.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind(here);
    acceptor.listen();
    port = acceptor.local_endpoint().port();
    accept();
  }

  void accept() {
    acceptor.async_accept([self = shared_from_this()](error_code ec, tcp::socket socket) {
      if (!ec) start_http_session(std::move(socket), self->service, self->platform);
      if (self->acceptor.is_open()) self->accept();
    });
  }

  void watch_mode() {
    look.expires_after(kLook);
    look.async_wait([self = shared_from_this()](error_code ec) {
      if (ec) return;
      self->follow_mode();
      self->watch_mode();
    });
  }

  void follow_mode() {
    const bool down = platform.faults.is(service, "down");
    if (down == !acceptor.is_open()) return;
    if (down) {
      acceptor.close();
      return;
    }
    try {
      listen(port);
    } catch (const boost::system::system_error& error) {
      error_code ignored;
      acceptor.close(ignored);
      spdlog::warn("{}: cannot listen on port {}: {}", service, port, error.what());
    }
  }

  tcp::acceptor acceptor;
  asio::steady_timer look;
  std::string service;
  asio::ip::address host;
  Platform& platform;
  std::uint16_t port = 0;
};

ServiceServer::ServiceServer(asio::io_context& loop, std::string service,
                             const std::string& address, std::uint16_t port, Platform& platform)
    : state_(std::make_shared<State>(loop, std::move(service), address, platform)) {
  state_->listen(port);
  state_->watch_mode();
}

ServiceServer::~ServiceServer() {
  state_->look.cancel();
  error_code ignored;
  state_->acceptor.close(ignored);
}

std::uint16_t ServiceServer::port() const {
  return state_->port;
}

}  // namespace livetap::standin
