#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <optional>

#include "agent/model/time.hpp"

namespace livetap {

/// Calls an action when something is due, for those who say after each step when that is next.
/// Asking again for the same moment costs nothing. Event loop thread; what `action` refers to must
/// outlive the timer.
class DueTimer {
 public:
  DueTimer(boost::asio::io_context& io, std::function<void()> action);

  /// Instead of what was asked for before; nothing: not at all.
  void set(std::optional<SteadyTime> due);
  /// The action is not called any more, whatever is asked for.
  void stop();

 private:
  boost::asio::steady_timer timer_;
  std::function<void()> action_;
  std::optional<SteadyTime> due_;
  bool stopped_ = false;
};

}  // namespace livetap
