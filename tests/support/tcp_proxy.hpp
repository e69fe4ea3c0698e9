#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace livetap::test {

// A link to a server that can be cut: connections to port() of 127.0.0.1 are carried on to a port
// of a server there. Ends with this object.
class TcpProxy {
 public:
  explicit TcpProxy(std::uint16_t server_port);
  ~TcpProxy();
  TcpProxy(const TcpProxy&) = delete;
  TcpProxy& operator=(const TcpProxy&) = delete;

  std::uint16_t port() const { return port_; }

  // Resets every connection as soon as so many more bytes went to the server: in the middle of
  // whatever is being sent. Once.
  void cut_after(std::int64_t bytes) { left_ = bytes; }
  // Keeps connections open and carries nothing any more, until false.
  void swallow(bool everything) { swallows_ = everything; }
  // How often a connection was cut.
  int cuts() const { return cuts_; }

 private:
  struct Link {
    int client;
    int server;
  };

  void run();
  void accept_one();
  bool carry(int from, int to, bool counts);
  void reset_all();

  const std::uint16_t server_port_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  int wake_ = -1;
  std::vector<Link> links_;  // the thread's own
  std::atomic<std::int64_t> left_{-1};
  std::atomic<bool> swallows_{false};
  std::atomic<int> cuts_{0};
  std::thread thread_;
};

}  // namespace livetap::test
