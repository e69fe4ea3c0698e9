#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/model/commit.hpp"
#include "agent/model/time.hpp"
#include "agent/model/warning.hpp"

namespace livetap {

/// "clock of this host ... -> set both by NTP; ..."
std::string in_words(const Warning& warning);

/// The state of a sink with its warnings behind it: "connected; the clock of ...".
std::string with_warnings(std::string state, const std::vector<Warning>& warnings);

/// Makes events of what sinks warn of: one when a warning begins, and one when it has been over for
/// 10 s, for a sink that reconnects may say nothing for a moment. I/O-free.
class SinkWatch {
 public:
  /// `agent`: whose events they are.
  explicit SinkWatch(std::string agent) : agent_(std::move(agent)) {}

  /// All warnings of one sink at this moment.
  void look(const std::string& sink, const std::vector<Warning>& warnings, const Moment& now);

  /// How many rows of the journal were found damaged since the start; told at most once a minute.
  void count_damaged(std::uint64_t rows, const Moment& now);

  /// The events that came of it.
  Commit take() { return std::exchange(events_, {}); }

 private:
  /// Sink, type and subject.
  using Key = std::pair<std::string, std::pair<std::string, std::string>>;
  struct Known {
    Warning warning;
    SteadyTime since{};
    SteadyTime seen{};
  };

  void happened(const std::string& sink, const std::string& type, bool is_over, std::string message,
                const Moment& now);

  const std::string agent_;
  std::map<Key, Known> known_;
  std::uint64_t damaged_ = 0;
  std::optional<SteadyTime> told_damaged_;
  Commit events_;
};

}  // namespace livetap
