#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/net_error.hpp"

namespace boost::asio {
class io_context;
}

namespace livetap::net {

/// An IPv4 or IPv6 address in text, with the port to use.
struct Address {
  std::string ip;
  std::uint16_t port = 0;
};

/// Looks a host name up without ever blocking an event loop, nor the end of the program.
///
/// getaddrinfo can hang for minutes and can't be cancelled, and Asio's resolver joins its thread
/// when the io_context goes. Here each lookup runs on a detached thread that owns nothing of ours
/// but a small shared record. A second lookup of the same name joins the one under way, so a dead
/// name server costs one thread per object, not one per try. IP addresses need no thread.
class DnsLookup {
 public:
  using Done = std::function<void(NetResult<std::vector<Address>>)>;

  explicit DnsLookup(boost::asio::io_context& context);
  ~DnsLookup();

  /// Calls `done` on the io_context, once, unless cancel() or the destructor comes first.
  /// One lookup at a time.
  void resolve(const std::string& host, std::uint16_t port, Done done);
  /// Forgets the caller of resolve(). The thread, if any, goes on alone.
  void cancel();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace livetap::net
