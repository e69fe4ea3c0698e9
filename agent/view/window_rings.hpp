#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "agent/model/time.hpp"
#include "agent/route/snapshot.hpp"
#include "agent/view/saved_ring.hpp"
#include "agent/view/text_pool.hpp"

namespace livetap {

/// The last 150 steps of some series: for each a number or text per field, or null. Steps lie on
/// multiples of the step in wall time, and all series share them, so that every agent and every
/// start draws the same grid. The last step is the running one. Memory: 8 bytes a number, 4 a
/// text, and each different text once, cut to 256 bytes.
class WindowRings {
 public:
  static constexpr std::size_t points = 150;

  /// Every series has `numbers` number fields and `texts` text fields, counted apart from 0.
  WindowRings(std::size_t numbers, std::size_t texts, Milliseconds step);

  /// Makes the step of `wall` the running one; true if it was not. Steps that were left out are
  /// null, or with `hold` repeat the step before them. A clock that goes back by more than a step
  /// moves the whole window with it: the values were measured one after the other all the same.
  bool advance(WallTime wall, bool hold);

  void add(SeriesId series);
  void remove(SeriesId series);
  /// In the order of their ids.
  std::size_t size() const { return rings_.size(); }
  SeriesId series(std::size_t index) const { return rings_[index].series; }

  /// What the running step says of a series: a mean of all that was put since it began, the last.
  void put_mean(std::size_t index, std::size_t field, double value);
  void put_last(std::size_t index, std::size_t field, double value);
  void put_text(std::size_t index, std::size_t field, std::string_view text);

  /// Point 0 is the oldest. Before the first advance there is nothing to read.
  WallTime time(std::size_t point) const;
  std::optional<double> number(std::size_t index, std::size_t field, std::size_t point) const;
  std::optional<std::string_view> text(std::size_t index, std::size_t field,
                                       std::size_t point) const;

  /// The points of a series, to go on with after a restart; not before the first advance.
  SavedRing save(std::size_t index) const;
  /// Fills a series that was just added with what was saved of it, each point at its time. Saved
  /// by a clock that was ahead: the last point is that of the running step.
  void restore(std::size_t index, const SavedRing& saved);
  /// The running step; not before the first advance.
  std::int64_t newest() const { return newest_.value_or(0); }

  /// Memory of the points, in bytes.
  std::size_t bytes() const;

 private:
  struct Mean {
    double sum = 0;
    std::uint32_t count = 0;
  };
  struct Ring {
    SeriesId series = 0;
    std::vector<double> numbers;  // field by field, NaN for null
    std::vector<TextPool::Id> texts;
    std::vector<Mean> running;
  };

  std::size_t slot(std::size_t point) const { return (head_ + 1 + point) % points; }
  void begin_step(bool hold);
  void begin_step(Ring& ring, std::size_t before, bool hold);

  std::size_t numbers_;
  std::size_t texts_;
  Milliseconds step_;
  std::size_t head_ = 0;  // the slot of the running step
  std::optional<std::int64_t> newest_;
  std::vector<Ring> rings_;
  TextPool pool_;
};

}  // namespace livetap
