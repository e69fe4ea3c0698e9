#pragma once
#include <cstddef>
#include <optional>

#include "plugins/postgres/timestamp.hpp"

namespace livetap::postgres {

/// Finds the place behind which lie the newest rows, a given number of them, with nothing to ask
/// but "which rows come after this time?": an events query looks forward only, and its own limit is
/// not known. It looks at the very beginning, then ever further back from now, and halves what is
/// between too many and too few. No I/O, no clock.
///
///   StartSearch search(200);
///   while (!search.found()) {
///     count the rows after search.ask(), and give up counting at most_counted()
///     search.answer(counted, server_time);
///   }
///   // Of the rows after ask(), the newest `wanted` are those to begin with.
class StartSearch {
 public:
  explicit StartSearch(std::size_t wanted) : wanted_(wanted) {}

  /// Rows after this time are asked for; Moment::min() is the beginning of all.
  Moment ask() const { return ask_; }
  /// More rows than these need not be counted.
  std::size_t most_counted() const { return wanted_ + 1'000; }
  /// So many rows come after ask(). `now`: the source's clock.
  void answer(std::size_t rows, Moment now);
  bool found() const { return found_; }

 private:
  void go_on();
  std::chrono::microseconds stride_on();

  std::size_t wanted_;
  Moment ask_ = Moment::min();
  Moment now_{};
  std::optional<Moment> too_early_;  // after it come more rows than are wanted to be read
  std::optional<Moment> too_late_;   // after it come fewer rows than wanted
  std::chrono::microseconds step_ = std::chrono::seconds(10);
  bool found_ = false;
};

}  // namespace livetap::postgres
