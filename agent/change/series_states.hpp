#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "agent/route/snapshot.hpp"

namespace livetap {

/// What is noted down of each series of one measurement, from snapshot to snapshot. A series that
/// is known already costs no allocation and no look-up: ids only rise, here and in the snapshots.
template <class State>
class SeriesStates {
 public:
  struct Entry {
    SeriesId id = 0;
    SteadyTime seen{};  ///< when it was last measured, or began
    std::vector<std::string> tags;
    State state;
  };

  /// Calls each(entry, row) for every row; of a series that is new, after begin(entry, row).
  template <class Begin, class Each>
  void visit(const CheckedRows& checked, SteadyTime now, Begin begin, Each each) {
    std::size_t at = 0;
    for (std::size_t row = 0; row < checked.series.size(); ++row) {
      const auto id = checked.series[row];
      while (at < entries_.size() && entries_[at].id < id) {
        ++at;
      }
      if (at == entries_.size() || entries_[at].id != id) {
        const auto place = entries_.begin() + static_cast<std::ptrdiff_t>(at);
        begin(*entries_.insert(place, {id, now, tags_of(checked.rows, row), State{}}), row);
      }
      entries_[at].seen = std::max(entries_[at].seen, checked.measured[row]);
      each(entries_[at], row);
    }
  }

  /// Forgets those that were last seen before `limit`; whether there were any.
  bool forget(SteadyTime limit) {
    return std::erase_if(entries_, [&](const Entry& entry) { return entry.seen < limit; }) > 0;
  }
  void clear() { entries_.clear(); }

  const std::vector<Entry>& entries() const { return entries_; }

 private:
  static std::vector<std::string> tags_of(const RowBlock& rows, std::size_t row) {
    std::vector<std::string> tags;
    for (std::size_t i = 0; i < rows.tag_count(); ++i) {
      tags.emplace_back(rows.tag(row, i));
    }
    return tags;
  }

  std::vector<Entry> entries_;
};

}  // namespace livetap
