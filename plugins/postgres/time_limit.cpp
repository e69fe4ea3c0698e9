#include "plugins/postgres/time_limit.hpp"

#include <fmt/format.h>

namespace livetap::postgres {
namespace {

long long ms(Rhythm::Span span) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(span).count();
}

constexpr const char* own_probe =
    "make it faster, raise the probe's interval, or give the query a probe of its own: each has "
    "its "
    "own connection";

}  // namespace

void explain_limit(Failure& failure, const Rhythm::Turn& turn, Rhythm::Span took) {
  if (failure.lost) return;
  if (failure.locked) {
    failure.message = fmt::format("waits for a lock (given up after {} ms)", ms(turn.lock));
    return;
  }
  if (took < turn.answer * 9 / 10) return;
  switch (turn.bound) {
    case Rhythm::Bound::timeout:
      failure.message = fmt::format("took longer than its timeout of {} ms", ms(turn.answer));
      failure.hint = "an index or a limit makes it faster; or raise its timeout";
      return;
    case Rhythm::Bound::deadline:
      failure.message = fmt::format("took longer than the {} ms that the probe's timeout leaves it",
                                    ms(turn.answer));
      failure.hint = "an index or a limit makes it faster; or raise the probe's timeout";
      return;
    case Rhythm::Bound::others:
      failure.message = fmt::format(
          "took longer than the {} ms that the probe's other queries leave it", ms(turn.answer));
      failure.hint = own_probe;
      return;
  }
}

Failure no_time_left() {
  Failure failure{LIVETAP_ERROR_TIMEOUT, "was not run: the probe's other queries took all the time",
                  own_probe};
  failure.out_of_time = true;
  return failure;
}

}  // namespace livetap::postgres
