#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "agent/sink/link_failure.hpp"
#include "agent/sink/live_options.hpp"
#include "agent/sink/push_link.hpp"
#include "net/dns_lookup.hpp"

namespace boost::asio {
class io_context;
}

namespace livetap::sink {

/// Who is told what becomes of a PushSocket. Called on the io_context, never from inside a call.
class PushListener {
 public:
  virtual ~PushListener() = default;
  virtual void on_phase(LinkPhase phase) = 0;
  virtual void on_opened() = 0;
  /// The end, in whatever phase; nothing is told after it.
  virtual void on_failed(const LinkFailure& failure) = 0;
  virtual void on_heard(std::optional<std::uint32_t> pong) = 0;
  virtual void on_written() = 0;
  /// What was written is answered with an error, though the server is well. By POST only.
  virtual void on_refused(const LinkFailure& failure) = 0;
  /// The orderly end asked for by close() is complete.
  virtual void on_closed() = 0;
};

/// One connection to the push address, plain or TLS, from the name lookup to its end; a new try is
/// a new object. It decides nothing: deadlines and pings are PushLink's.
class PushSocket {
 public:
  explicit PushSocket(PushListener& listener) : listener_(&listener) {}
  virtual ~PushSocket() = default;

  virtual void connect() = 0;
  /// One at a time: on_written() first.
  virtual void write(std::shared_ptr<const std::string> payload) = 0;
  virtual void ping(std::uint32_t number) = 0;
  virtual void close() = 0;
  /// Ends at once and silently: the listener is never called again, and may go.
  virtual void abandon() = 0;
  /// Bytes that the peer's kernel has confirmed; 0 when not known.
  virtual std::uint64_t tcp_acked_bytes() = 0;

 protected:
  /// The end, told once: after abandon(), which makes listener_ null.
  void fail(const LinkFailure& failure);
  void finish_closing();

  PushListener* listener_;
};

/// A WebSocket. It always reads, so that the server's pings are answered; it never compresses.
/// `try_number` turns the order of a host's addresses, so that a dead one is not tried first for
/// ever. `lookup` is shared by successive tries. Fails when ca_file can't be read.
net::NetResult<std::shared_ptr<PushSocket>> make_push_socket(boost::asio::io_context& context,
                                                             const LiveOptions& options,
                                                             std::shared_ptr<net::DnsLookup> lookup,
                                                             unsigned try_number,
                                                             PushListener& listener);

}  // namespace livetap::sink
