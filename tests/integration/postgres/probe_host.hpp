#pragma once
#include <livetap/probe.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace livetap::test {

/// One value as text: 12, 1.5, true, a text as it is, @1700000000000 for a time, null.
using ShownRow = std::map<std::string, std::string>;  // by the name of tag or field

struct ShownError {
  std::uint32_t kind = 0;  // livetap_error_kind; 0: none
  std::string message;
  std::string hint;
  std::string setting;
};

/// A gather that the probe closed.
struct ShownGather {
  std::vector<ShownRow> rows;
  ShownError error;
};

struct ShownEvent {
  std::int64_t time_ms = 0;
  std::uint32_t severity = 0;
  std::string type;
  std::string service;
  std::string message;
  std::string attributes;
};

/// What the agent would write down as one: events, and the state that belongs to them.
struct ShownCommit {
  std::vector<ShownEvent> events;
  std::map<std::string, std::string> state;
};

struct Outcome {
  bool ok = false;
  ShownError error;
  std::map<std::string, ShownGather> closed;  // by measurement
  std::vector<ShownCommit> commits;           // one a gather that was closed, where there was any
  std::chrono::milliseconds took{0};
};

/// Loads a plugin into the test and plays the host of one instance of it, strictly by probe.h:
/// deadline and cancel are one descriptor, rows of a wrong shape are refused.
///
///   ProbeHost probe(POSTGRES_PLUGIN, R"({"url": "postgresql://..."})");
///   CHECK(probe.collect(2s).closed["postgres"].rows[0]["up"] == "true");
class ProbeHost {
 public:
  using KeptState = std::map<std::string, std::string>;

  /// Settings as JSON; durations in nanoseconds. `kept`: the state of an earlier instance. When
  /// create refuses: created() is false.
  ProbeHost(const std::string& plugin, std::string_view settings, KeptState kept = {});
  ~ProbeHost();
  ProbeHost(const ProbeHost&) = delete;
  ProbeHost& operator=(const ProbeHost&) = delete;

  bool created() const;
  const ShownError& create_error() const;

  /// Gathers the measurements of these names, all when there is none.
  Outcome collect(std::chrono::milliseconds timeout, const std::vector<std::string>& due = {});
  /// Asks a running collect to return. From any thread.
  void cancel();

  const std::vector<std::string>& log() const;
  /// The fields of a measurement with their types, as the schema or declare gave them:
  /// `count:int price:double`.
  std::string fields(const std::string& measurement) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace livetap::test
