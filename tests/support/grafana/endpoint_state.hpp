#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "support/grafana/live_endpoint.hpp"

namespace livetap::test {

/// What all connections of an endpoint share.
struct EndpointState {
  LiveEndpointOptions options;
  LiveLedger ledger;
  std::atomic<int> connections = 0;
  std::atomic<int> requests = 0;
  std::atomic<int> posts = 0;
  std::atomic<int> upgrades = 0;
  std::atomic<int> pings = 0;
  std::atomic<int> clients = 0;

  LiveFault fault() {
    const std::lock_guard lock(mutex);
    return fault_now;
  }
  void set_fault(LiveFault fault) {
    const std::lock_guard lock(mutex);
    fault_now = std::move(fault);
    changed.notify_all();
  }
  /// Frozen connections end with the endpoint.
  void set_stopping(bool now) {
    const std::lock_guard lock(mutex);
    stopping = now;
    changed.notify_all();
  }
  /// Returns once not frozen; false: the endpoint stops.
  bool wait_while_frozen() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return stopping || !fault_now.frozen; });
    return !stopping;
  }
  /// The role of an Authorization header; nothing: not signed in.
  std::optional<GrafanaRole> role_of(const std::string& authorization);

  std::mutex mutex;
  std::condition_variable changed;
  LiveFault fault_now;
  bool stopping = false;
};

}  // namespace livetap::test
