#pragma once
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <utility>

namespace livetap::net {

/// Runs asynchronous operations one after the other, each against a deadline on the wall. One
/// thread. Inside net/ only: drags in Asio.
///
/// An operation that was aborted or forgotten still ends some time later, and what it refers to
/// (stream, buffers) must live until then: that is what `keep` is for.
class TimedStep {
 public:
  using Clock = std::chrono::steady_clock;
  using Error = boost::system::error_code;

  explicit TimedStep(boost::asio::io_context& context) : timer_(context) {}
  ~TimedStep() { forget(); }
  TimedStep(const TimedStep&) = delete;
  TimedStep& operator=(const TimedStep&) = delete;

  /// `start(handler)` begins the operation and `handler(error)` ends it. Then `then(error)` is
  /// called, once, unless forget() or another run() comes first. When the deadline does, `abort()`
  /// must make the operation end, and the error is asio::error::timed_out.
  template <class Start, class Abort, class Then>
  void run(Clock::time_point deadline, std::shared_ptr<void> keep, Start start, Abort abort,
           Then then) {
    forget();
    auto end = [this, keep = std::move(keep), turn = std::weak_ptr<int>(turn_), then](auto error) {
      if (turn.expired()) return;
      forget();
      then(Error(error));
    };
    timer_.expires_at(deadline);
    timer_.async_wait([end, abort, turn = std::weak_ptr<int>(turn_)](const Error& error) {
      if (error || turn.expired()) return;
      abort();
      end(Error(boost::asio::error::timed_out));
    });
    start(std::move(end));
  }

  /// Nobody hears how the step under way ends.
  void forget() {
    turn_ = std::make_shared<int>();
    timer_.cancel();
  }

 private:
  boost::asio::steady_timer timer_;
  std::shared_ptr<int> turn_;  // gone when the step it was made for is over
};

}  // namespace livetap::net
