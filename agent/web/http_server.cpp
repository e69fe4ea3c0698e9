#include "agent/web/http_server.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "agent/web/http_connection.hpp"

namespace livetap::web {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// When there are no descriptors left, accepting fails at once and again.
constexpr std::chrono::milliseconds accept_pause{200};

std::optional<asio::ip::address> address_of(const std::string& host) {
  error_code none;
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, none);
  return none ? std::nullopt : std::optional(address);
}

Error cannot_listen(const std::string& host, std::uint16_t port, const error_code& why) {
  const auto place = host + ":" + std::to_string(port);
  const bool taken = why == asio::error::address_in_use;
  return {ErrorKind::unavailable, "agent.http: cannot listen on " + place + ": " + why.message(),
          taken ? "does another agent run? give this one another port, or 0 for any that is free"
                : "name an address of this machine",
          "agent.http"};
}

}  // namespace

bool is_listen_address(const std::string& host) {
  return address_of(host).has_value();
}

bool is_loopback(const std::string& host) {
  const auto address = address_of(host);
  return address && address->is_loopback();
}

class HttpServer::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& io, StreamHub& hub, Handler handler, HttpLimits limits)
      : hub_(hub),
        handler_(std::move(handler)),
        limits_(limits),
        acceptor_(io),
        accept_timer_(io) {}

  Result<std::uint16_t> listen(const std::string& host, std::uint16_t port) {
    const auto address = address_of(host);
    if (!address) {
      return cannot_listen(host, port, asio::error::invalid_argument);
    }
    make_owner();
    error_code failed;
    const tcp::endpoint endpoint(*address, port);
    acceptor_.open(endpoint.protocol(), failed);
    if (!failed) {
      acceptor_.set_option(asio::socket_base::reuse_address(true), failed);
      acceptor_.bind(endpoint, failed);
    }
    if (!failed) {
      acceptor_.listen(asio::socket_base::max_listen_connections, failed);
    }
    if (failed) {
      error_code ignored;
      acceptor_.close(ignored);
      return cannot_listen(host, port, failed);
    }
    accept();
    return acceptor_.local_endpoint().port();
  }

  void close() {
    error_code ignored;
    acceptor_.close(ignored);
    accept_timer_.cancel();
    for (const auto& connection : std::vector(connections_)) {
      connection->close();
    }
  }

  HttpCounters counters() const {
    auto counters = counters_;
    counters.connections = connections_.size();
    return counters;
  }

 private:
  void make_owner() {
    auto owner = std::make_shared<HttpConnection::Owner>();
    owner->handle = [this](const HttpRequest& request, HttpAnswer answer) {
      handler_(request, std::move(answer));
    };
    owner->join_stream = [this](const std::shared_ptr<StreamReader>& reader) { hub_.add(reader); };
    owner->leave_stream = [this](const StreamReader* reader) { hub_.remove(reader); };
    owner->answered = [this](int status) {
      ++counters_.requests;
      counters_.refused_requests += status >= 400 && status < 500 ? 1 : 0;
    };
    owner->closed = [this](HttpConnection* gone) {
      std::erase_if(connections_, [&](const auto& each) { return each.get() == gone; });
    };
    owner_ = std::move(owner);
  }

  void accept() {
    acceptor_.async_accept(
        [self = shared_from_this()](const error_code& error, tcp::socket socket) {
          if (!self->acceptor_.is_open()) {
            return;
          }
          if (error) {
            return self->accept_later();
          }
          self->take(std::move(socket));
          self->accept();
        });
  }

  void accept_later() {
    accept_timer_.expires_after(accept_pause);
    accept_timer_.async_wait([self = shared_from_this()](const error_code& cancelled) {
      if (!cancelled && self->acceptor_.is_open()) {
        self->accept();
      }
    });
  }

  void take(tcp::socket socket) {
    if (connections_.size() >= limits_.connections && !make_room()) {
      return;  // the socket closes with the end of this function
    }
    auto connection = make_http_connection(std::move(socket), owner_, limits_);
    connections_.push_back(connection);
    connection->start();
  }

  /// Closes the connection that has waited longest for a request.
  bool make_room() {
    ++counters_.refused_connections;
    const auto longest = std::min_element(
        connections_.begin(), connections_.end(),
        [](const auto& a, const auto& b) { return a->waiting_since() < b->waiting_since(); });
    if ((*longest)->waiting_since() == std::chrono::steady_clock::time_point::max()) {
      return false;
    }
    const auto gone = *longest;
    gone->close();
    return true;
  }

  StreamHub& hub_;
  const Handler handler_;
  const HttpLimits limits_;
  tcp::acceptor acceptor_;
  asio::steady_timer accept_timer_;
  std::shared_ptr<const HttpConnection::Owner> owner_;
  std::vector<std::shared_ptr<HttpConnection>> connections_;
  HttpCounters counters_;
};

HttpServer::HttpServer(asio::io_context& io, StreamHub& hub, Handler handler, HttpLimits limits)
    : impl_(std::make_shared<Impl>(io, hub, std::move(handler), limits)) {}

HttpServer::~HttpServer() {
  impl_->close();
}

Result<std::uint16_t> HttpServer::listen(const std::string& host, std::uint16_t port) {
  return impl_->listen(host, port);
}
void HttpServer::close() {
  impl_->close();
}
HttpCounters HttpServer::counters() const {
  return impl_->counters();
}

}  // namespace livetap::web
