#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/sink/live_counters.hpp"
#include "agent/sink/live_options.hpp"
#include "agent/sink/message.hpp"
#include "agent/sink/push_link.hpp"

namespace boost::asio {
class io_context;
}

namespace livetap::sink {

struct LiveStatus {
  LinkState state = LinkState::idle;
  std::string text;  ///< "connected", or what is wrong and the likely cure
  std::optional<std::chrono::system_clock::time_point> connected_since;
  std::string last_error;         ///< of the last outage, also after its end
  std::uint64_t connections = 0;  ///< opened so far; reconnects are one less
  LiveCounters counters;
};

/// Keeps Grafana Live fed over one connection, a WebSocket or by POST: latest wins per channel,
/// reconnecting for ever. See LiveQueue for what waits, is dropped and is sent again, PushLink for
/// the retries, HttpBody for what shares a POST.
///
/// Everything happens on the io_context's thread, push() and status() included. It must outlive
/// the sink. No call blocks and none fails: what goes wrong is in status() and in the log.
///
///     LiveSink live(context, {.url = *net::parse_url("http://127.0.0.1:3000"), .user = "admin",
///     …}); live.start(); live.push({"rabbitmq_queue", payload, 12}); live.stop([&] {
///     context.stop(); });
class LiveSink {
 public:
  LiveSink(boost::asio::io_context& context, LiveOptions options);
  ~LiveSink();
  LiveSink(const LiveSink&) = delete;
  LiveSink& operator=(const LiveSink&) = delete;

  void start();
  void push(LiveMessage message);
  /// Ends the connection in order; `done` is called within 1 s. What still waits stays queued.
  void stop(std::function<void()> done);
  LiveStatus status() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace livetap::sink
