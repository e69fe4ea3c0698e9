#include "agent/sink/retry_schedule.hpp"

#include <algorithm>

namespace livetap::sink {
namespace {

bool gone_away(LinkFault fault) {
  return fault == LinkFault::refused || fault == LinkFault::reset || fault == LinkFault::silent;
}

std::chrono::milliseconds scaled(std::chrono::milliseconds whole, double part) {
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(static_cast<double>(whole.count()) * part));
}

}  // namespace

RetrySchedule::Milliseconds RetrySchedule::after(LinkFault fault) {
  if (gone_away(fault)) return scaled(Milliseconds(1000), 0.8 + 0.4 * random_());
  if (fault == LinkFault::auth) return Milliseconds(30'000);
  const auto delay = scaled(cap_, random_());
  cap_ = std::min(cap_ * 2, last_cap);
  return delay;
}

const char* RetrySchedule::describe(LinkFault fault) {
  if (gone_away(fault)) return "trying again each second";
  if (fault == LinkFault::auth) return "trying again in 30 s";
  return "trying again, at least each 15 s";
}

}  // namespace livetap::sink
