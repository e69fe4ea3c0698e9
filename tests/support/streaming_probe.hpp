#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/plugin_calls.hpp"

namespace livetap::test {

struct ProbeEvent {
  std::string type;
  std::string service;
  std::uint32_t severity = 0;  // livetap_severity
  std::string message;
  std::string attributes;
};

// A streaming plugin in this very process, with one measurement, driven through its C boundary as a
// worker would do it. Collect runs on a thread of its own until this object goes; what it says is
// kept. Throws std::runtime_error when the plugin can't be loaded or made.
//
//   StreamingProbe probe(LIVETAP_WEBSOCKET_PLUGIN, R"({"url": "ws://127.0.0.1:1/"})");
//   CHECK(probe.sees([](const ProbeRow& row) { return row.text("state") == "reconnecting"; }));
class StreamingProbe {
 public:
  // Settings as JSON; durations in nanoseconds. With `once`: one round, to be over after that time.
  StreamingProbe(const std::string& path, std::string_view settings,
                 std::chrono::milliseconds interval = std::chrono::milliseconds(100),
                 std::chrono::milliseconds once = {});
  ~StreamingProbe();
  StreamingProbe(const StreamingProbe&) = delete;
  StreamingProbe& operator=(const StreamingProbe&) = delete;

  // Whether such a row comes, or came, within the time.
  bool sees(const std::function<bool(const ProbeRow&)>& row,
            std::chrono::milliseconds within = std::chrono::seconds(20)) const;
  bool sees_event(const std::string& type,
                  std::chrono::milliseconds within = std::chrono::seconds(20)) const;
  // The newest row, of that value of the first tag where it is given; empty: none yet.
  ProbeRow last(const std::string& tag = {}) const;
  std::vector<ProbeRow> rows() const;
  std::vector<ProbeEvent> events() const;
  std::vector<std::string> log() const;
  // Waits for collect to return by itself.
  ProbeFault finish();
  // Cancels, and returns how long collect took to return.
  std::chrono::milliseconds cancel();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace livetap::test
