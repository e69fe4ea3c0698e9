#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/model/error.hpp"
#include "agent/model/time.hpp"
#include "agent/once/report.hpp"

namespace livetap::web {

using once::Verdict;

/// A count for each reason, in the order in which they are shown.
using Reasons = std::vector<std::pair<std::string, std::uint64_t>>;

/// How one measurement of a probe fares. No verdict: nothing is known of it yet.
struct MeasurementCard {
  std::string name;
  std::optional<Verdict> verdict;
  std::optional<Error> error;
  std::optional<WallTime> last_gather;
  Milliseconds took{0};
  std::uint64_t rows = 0;  ///< of the last gather
  std::uint64_t series = 0;
  // Since the start.
  std::uint64_t gathers = 0;
  std::uint64_t failed_gathers = 0;
  std::uint64_t rows_total = 0;
  Milliseconds took_total{0};
  Reasons dropped_rows;
};

struct ProbeCard {
  std::string name;
  std::string plugin;
  std::optional<Verdict> verdict;
  std::string phase;           ///< starting, idle, collecting, waiting ...
  std::optional<Error> error;  ///< what is wrong with it, or with the worst of its parts
  std::optional<WallTime> last_gather;
  std::optional<Milliseconds> next_try;  ///< from now, while its worker waits to be started
  std::uint64_t restarts = 0;
  std::vector<MeasurementCard> measurements;
};

/// A place that rows or messages are delivered to.
struct SinkCard {
  std::string name;
  std::optional<Verdict> verdict;
  std::string state;  ///< "connected", or what is wrong and the likely cure
  bool delivers = false;
  std::string unit;  ///< what is counted: messages, rows
  std::uint64_t collected = 0;
  std::uint64_t delivered = 0;
  std::uint64_t queued = 0;
  Reasons dropped;
  std::uint64_t reconnects = 0;
  std::uint64_t bytes = 0;
  std::string last_error;  ///< also after its end
};

/// A condition of the config and what it says now.
struct ConditionCard {
  std::string name;
  std::optional<Verdict> verdict;
  std::string reason;
};

/// All that the status page says of the agent; the data of the measurements is in the Board. Made
/// when somebody asks, by whoever owns the parts. No secret is in it.
struct Status {
  std::string agent;
  std::string version;
  WallTime now{};
  WallTime started{};
  std::vector<ProbeCard> probes;
  std::vector<SinkCard> sinks;
  std::vector<ConditionCard> conditions;
  /// What a reload or the config left undone, in words: "agent.http changed: restart the agent".
  std::vector<std::string> notes;

  /// The worst of all; nothing while nothing is known.
  std::optional<Verdict> verdict() const;
  /// What is wrong, the worst first: the name of a part, and its error.
  struct Trouble {
    Verdict verdict = Verdict::ok;
    std::string name;
    Error error;
  };
  std::vector<Trouble> troubles() const;
};

/// /api/status, and event `status` of the stream; see docs/api.md.
std::string status_json(const Status& status);

/// Sinks of the config that deliver nothing: what /-/ready answers 503 with. Empty when all do.
std::string undelivered(const Status& status);

}  // namespace livetap::web
