#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "agent/worker/host.hpp"
#include "agent/worker/loader.hpp"
#include "agent/worker/outbox.hpp"
#include "agent/worker/wire.hpp"

namespace livetap::worker {

/// One instance of one probe type in this process, driven by messages. All functions run on the
/// collect thread, except where they say otherwise. What comes of them goes to the outbox.
class ProbeInstance {
 public:
  explicit ProbeInstance(Outbox& outbox) : outbox_(outbox) {}
  ProbeInstance(const ProbeInstance&) = delete;
  ProbeInstance& operator=(const ProbeInstance&) = delete;

  void describe(const Describe& request);
  void start(Start&& request);
  void collect(const Collect& request);
  void destroy();

  /// Asks collect number `sequence` to return, be it under way or about to begin. Any thread.
  void cancel(std::uint64_t sequence);
  /// Asks whichever collect runs, and all to come. Any thread.
  void cancel_all();
  /// Closes what a streaming probe left open for an interval, and says that the plugin is alive.
  /// Any thread.
  void tick();

 private:
  std::optional<Error> create();
  std::optional<Error> call_collect(const Collect& request);

  Outbox& outbox_;
  Start start_;
  std::unique_ptr<Host> host_;
  livetap_probe_type type_{};
  void* instance_ = nullptr;

  std::mutex running_mutex_;  // guards what cancel and tick look at
  std::optional<std::uint64_t> running_;
  std::uint64_t cancelled_up_to_ = 0;
  Host* live_host_ = nullptr;
  std::uint64_t calls_seen_ = 0;
};

}  // namespace livetap::worker
