#pragma once

#include <cstdint>
#include <vector>

#include "agent/model/time.hpp"

namespace livetap::worker {

/// When which measurement of a probe is due: each at multiples of its interval after one common
/// moment, so that equal and multiple intervals fall together. What was missed is due once.
/// I/O-free.
///
/// Example:
///   Schedule schedule(start, 1s);
///   schedule.set_intervals({0ms, 5s});   // the probe's, 5 s
///   schedule.take_due(start);            // {0, 1}: the first time at once
///   schedule.take_due(start + 3500ms);   // {0}: once, for three that were missed
///   schedule.next();                     // start + 4 s
class Schedule {
 public:
  Schedule(SteadyTime anchor, Milliseconds interval);

  /// The probe's measurements are known; 0 stands for the probe's interval.
  void set_intervals(const std::vector<Milliseconds>& intervals);
  bool known() const { return !entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  Milliseconds interval(std::uint32_t measurement) const;

  SteadyTime next() const;
  /// What is due, and will be due again one interval later. Before the measurements are known the
  /// probe as a whole has a beat, and this is empty.
  std::vector<std::uint32_t> take_due(SteadyTime now);

 private:
  struct Entry {
    Milliseconds interval;
    SteadyTime next;
  };

  void advance(Entry& entry, SteadyTime now) const;

  SteadyTime anchor_;
  Entry beat_;
  std::vector<Entry> entries_;
};

}  // namespace livetap::worker
