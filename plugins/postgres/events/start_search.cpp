#include "plugins/postgres/events/start_search.hpp"

#include <utility>

namespace livetap::postgres {
namespace {

constexpr std::chrono::microseconds finest{1000};  // rows closer together are not told apart
constexpr std::chrono::microseconds longest_step = std::chrono::years(3000);

}  // namespace

void StartSearch::answer(std::size_t rows, Moment now) {
  if (ask_ == Moment::min()) now_ = now;
  const bool many = rows >= most_counted();
  if (!many && (rows >= wanted_ || ask_ == Moment::min())) {
    found_ = true;
    return;
  }
  (many ? too_early_ : too_late_) = ask_;
  go_on();
}

void StartSearch::go_on() {
  if (!too_late_) {
    // More than enough, even after now: the source's rows run ahead of its clock.
    ask_ = too_early_ == Moment::min() ? now_ : now_ + stride_on();
  } else if (too_early_ == Moment::min()) {
    ask_ = now_ - stride_on();
  } else {
    ask_ = *too_early_ + (*too_late_ - *too_early_) / 2;
  }
  const bool too_far = step_ > longest_step;
  if (too_late_ && (too_far || *too_late_ - ask_ < finest)) {
    ask_ = *too_late_;
    found_ = true;
  } else if (too_far) {
    found_ = true;
  }
}

std::chrono::microseconds StartSearch::stride_on() {
  return std::exchange(step_, step_ * 8);
}

}  // namespace livetap::postgres
