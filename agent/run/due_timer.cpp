#include "agent/run/due_timer.hpp"

#include <utility>

namespace livetap {

DueTimer::DueTimer(boost::asio::io_context& io, std::function<void()> action)
    : timer_(io), action_(std::move(action)) {}

void DueTimer::set(std::optional<SteadyTime> due) {
  if (due == due_ || stopped_) {
    return;
  }
  due_ = due;
  if (!due) {
    timer_.cancel();
    return;
  }
  timer_.expires_at(*due);
  timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled && !stopped_) {
      due_.reset();
      action_();
    }
  });
}

void DueTimer::stop() {
  stopped_ = true;
  timer_.cancel();
}

}  // namespace livetap
