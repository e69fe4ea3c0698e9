#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/grafana/test_certificate.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace livetap::test {

/// The server's end of one connection, plain or TLS, blocking.
class RawPeer {
 public:
  RawPeer(int socket, ssl_st* tls) : socket_(socket), tls_(tls) {}

  /// One request's header; empty once the client is gone.
  std::string read_request();
  /// False once the client is gone.
  bool send(std::string_view bytes);
  /// Ends the connection with a reset instead of an orderly end.
  void reset();

 private:
  long read_some(char* into, std::size_t size);

  int socket_;
  ssl_st* tls_;
  std::string pending_;
};

/// Listens on a free port of 127.0.0.1 and lets `behave` answer each connection, one thread each.
/// What `behave` sends is up to it: this server is for answers that no real one would give.
class RawServer {
 public:
  using Behaviour = std::function<void(RawPeer&)>;

  explicit RawServer(Behaviour behave, const TestCertificate* certificate = nullptr);
  ~RawServer();

  std::uint16_t port() const { return port_; }
  int connections() const { return connections_; }

 private:
  void accept_all();
  void serve(int socket);

  Behaviour behave_;
  ssl_ctx_st* tls_ = nullptr;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::vector<int> sockets_;
  std::vector<std::thread> workers_;
  std::thread acceptor_;
};

}  // namespace livetap::test
