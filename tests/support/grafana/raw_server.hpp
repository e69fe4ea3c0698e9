#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/grafana/test_certificate.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace livetap::test {

/// The server's end of one connection, plain or TLS, blocking, used by one thread.
class RawPeer {
 public:
  RawPeer(int socket, ssl_st* tls) : socket_(socket), tls_(tls) {}

  /// What has come in, at most `size` bytes: empty when nothing did within the time, nothing at all
  /// when the client is gone.
  std::optional<std::string> read_some(std::size_t size, std::chrono::milliseconds wait);
  /// One HTTP request's header; empty once the client is gone. What follows it stays unread.
  std::string read_request();
  /// Exactly so many bytes, or fewer when the client goes.
  std::string read_exactly(std::size_t size);
  /// False once the client is gone.
  bool send(std::string_view bytes);
  /// The connection will end with a reset instead of an orderly end.
  void reset();

 private:
  bool fill(std::chrono::milliseconds wait);

  int socket_;
  ssl_st* tls_;
  std::string pending_;
  bool gone_ = false;
};

/// Listens on 127.0.0.1 and lets `behave` answer each connection, one thread each. What it sends is
/// up to it: this server is also for answers that no real one would give. The connection ends when
/// `behave` returns.
class RawServer {
 public:
  using Behaviour = std::function<void(RawPeer&)>;

  /// Port 0: any free one.
  explicit RawServer(Behaviour behave, const TestCertificate* certificate = nullptr,
                     std::uint16_t port = 0);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::uint16_t port() const { return port_; }
  int connections() const { return connections_; }
  /// Ends all open connections; `behave` sees its client gone.
  void end_connections(bool with_reset);

 private:
  void listen(std::uint16_t port);
  void accept_all();
  void serve(int socket);

  Behaviour behave_;
  ssl_ctx_st* tls_ = nullptr;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::thread> workers_;
  std::thread acceptor_;
};

}  // namespace livetap::test
