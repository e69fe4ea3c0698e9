#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace livetap::websocket {

/// What came in between two rows, per second of open connection. Nothing where nothing was
/// measured: no connection was open, no message told its time. No clock of its own; one thread.
class Traffic {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;

  struct Interval {
    std::optional<double> message_rate;  ///< 1/s
    std::optional<double> byte_rate;     ///< 1/s, payload
    std::optional<double> lag_ms;        ///< mean of the messages that were looked into
  };

  void opened(Time now) { open_since_ = now; }
  void closed(Time now);
  void message(std::size_t bytes) {
    ++messages_;
    bytes_ += bytes;
  }
  void lag(double ms) {
    lag_ms_ += ms;
    ++lags_;
  }
  /// The interval that ends now; the next one begins.
  Interval take(Time now);

 private:
  std::optional<Time> open_since_;  // in this interval
  Duration open_for_{};             // in this interval, before that
  std::uint64_t messages_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t lags_ = 0;
  double lag_ms_ = 0;
};

}  // namespace livetap::websocket
