#pragma once
#include <cstdint>
#include <map>

#include "plugins/postgres/events/state_bytes.hpp"

namespace livetap::postgres {

/// Counts the events whose own time lies in the last 60 s of the source's clock. It is kept over
/// restarts, so that the first minute after one is no minute of few events.
class MinuteCount {
 public:
  void add(Moment time, Moment now);
  std::int64_t count(Moment now);

  static constexpr std::size_t most_bytes = 16 + 121 * 6;
  void save(StateWriter& out) const;
  void load(StateReader& in);

 private:
  using Second = std::chrono::sys_seconds;
  std::map<Second, std::uint64_t> events_;
};

}  // namespace livetap::postgres
