#include "agent/sink/outage_log.hpp"

namespace livetap::sink {
namespace {

constexpr auto quiet = std::chrono::minutes(1);

std::string spoken(std::chrono::steady_clock::duration time) {
  const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(time).count() / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace

std::optional<std::string> OutageLog::failed(const LinkFailure& failure, Time now) {
  if (!began_) began_ = now;
  const bool away = failure.fault == LinkFault::refused || failure.fault == LinkFault::reset;
  // Refused and reset are one story: a server that stops gives both.
  const LinkFault kind = away ? LinkFault::refused : failure.fault;
  const auto last = last_line_.find(kind);
  if (last != last_line_.end() && now - last->second < quiet) return std::nullopt;
  if (away && away_told_) return std::nullopt;
  last_line_[kind] = now;
  away_told_ = away_told_ || away;
  told_ = true;
  return failure.text() + "; " + net::RetrySchedule::describe(retry_pace(failure.fault));
}

std::optional<std::string> OutageLog::opened(Time now) {
  const bool first = !ever_opened_;
  const bool told = told_;
  const auto began = began_;
  ever_opened_ = true;
  told_ = away_told_ = false;
  began_.reset();
  if (told && began) return "connected after " + spoken(now - *began);
  if (first) return "connected";
  return std::nullopt;
}

}  // namespace livetap::sink
