#include "plugins/websocket/traffic.hpp"

#include <algorithm>

namespace livetap::websocket {
namespace {

// What a server sends in the first moment (a snapshot) is not its rate.
constexpr std::chrono::milliseconds shortest{250};

}  // namespace

void Traffic::closed(Time now) {
  if (open_since_) open_for_ += now - *open_since_;
  open_since_.reset();
}

Traffic::Interval Traffic::take(Time now) {
  const bool open = open_since_.has_value();
  closed(now);
  Interval interval;
  if (open || messages_ > 0) {
    const std::chrono::duration<double> span = std::max<Duration>(open_for_, shortest);
    interval.message_rate = static_cast<double>(messages_) / span.count();
    interval.byte_rate = static_cast<double>(bytes_) / span.count();
  }
  if (lags_ > 0) interval.lag_ms = lag_ms_ / static_cast<double>(lags_);
  *this = Traffic();
  if (open) open_since_ = now;
  return interval;
}

}  // namespace livetap::websocket
