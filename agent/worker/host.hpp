#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "agent/model/setting.hpp"
#include "agent/worker/event_fd.hpp"
#include "agent/worker/open_gathers.hpp"
#include "agent/worker/outbox.hpp"
#include "livetap/probe.h"

namespace livetap::worker {

/// What a plugin instance gets as its livetap_host: takes its rows, events, state, log lines, and
/// hands them to the outbox. Plugins call it from any thread whatever the header says, so every
/// function locks; none throws.
class Host {
 public:
  /// `start` and `outbox` must outlive the host.
  Host(const Start& start, Outbox& outbox);
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  const livetap_host* abi() const { return &abi_; }
  const livetap_node* settings() const;

  /// The plugin said what it measures; shapes of before are put in.
  void set_schema(Schema schema);

  void begin(const Collect& collect);
  /// Returns what no gather took along.
  Commit end();

  /// Any thread.
  void cancel() noexcept;
  /// Streaming: closes gathers that are open for `age`. Any thread.
  void close_older(Milliseconds age);
  /// Calls of the plugin since it was made. Any thread.
  std::uint64_t calls() const { return calls_; }

  // The plugin's calls, already past the C boundary.
  livetap_result emit(std::uint32_t measurement, const livetap_str* tags,
                      const livetap_value* values);
  livetap_result done(std::uint32_t measurement, const livetap_error* error);
  livetap_result declare(std::uint32_t measurement, const livetap_measurement* shape);
  livetap_result event(const livetap_event& event);
  void status(livetap_str text, const livetap_error* error);
  void log(livetap_severity severity, livetap_str text);
  bool state_get(livetap_str key, livetap_str* value);
  bool state_put(livetap_str key, livetap_str value);
  bool cancelled() const { return cancelled_; }
  int cancel_fd() const { return cancel_.fd(); }
  void count_call() { ++calls_; }

 private:
  void complain(const std::string& text);
  std::size_t state_bytes() const;

  const Start& start_;
  Outbox& outbox_;
  livetap_host abi_;
  std::mutex mutex_;
  OpenGathers gathers_{Schema{}};
  std::vector<bool> replaceable_;  // a late measurement that the source has not declared yet
  std::map<std::string, std::string> state_;
  std::atomic<bool> cancelled_ = false;
  std::atomic<std::uint64_t> calls_ = 0;
  EventFd cancel_;
};

}  // namespace livetap::worker
