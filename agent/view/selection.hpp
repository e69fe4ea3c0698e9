#pragma once

#include <cstddef>
#include <vector>

#include "agent/route/snapshot.hpp"
#include "agent/view/busyness.hpp"

namespace livetap {

/// Which series are shown where there is room for some only: the busiest, calmly. Those shown stay
/// until they go themselves, until room is taken away (the least busy leave), or until, at most
/// once a minute, others turn out to be more than twice as busy.
class Selection {
 public:
  /// Before the first candidates: these were shown in the last run, and stay as if they had been in
  /// this one. They rise.
  void begin_with(std::vector<SeriesId> shown);

  /// `candidates` rise. True when the choice changed.
  bool update(const std::vector<SeriesId>& candidates, std::size_t room, const Busyness& busyness,
              SteadyTime now);

  /// Rising.
  const std::vector<SeriesId>& chosen() const { return chosen_; }
  /// The candidates that are not shown, the busiest first as of the last change or review.
  const std::vector<SeriesId>& others() const { return others_; }

 private:
  void exchange(const Busyness& busyness);

  std::vector<SeriesId> chosen_;
  std::vector<SeriesId> others_;
  std::vector<SeriesId> last_;        // the choice before
  std::vector<SeriesId> candidates_;  // as they were last
  std::size_t room_ = 0;
  bool begins_ = false;  // with a choice that was not told of yet
  SteadyTime reviewed_ = never;
};

}  // namespace livetap
