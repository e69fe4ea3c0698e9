#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "agent/history/slot.hpp"
#include "agent/journal/sample.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/time.hpp"
#include "agent/route/snapshot.hpp"

namespace livetap {

/// Makes one sample of all batches of a measurement in a slot of `history.every`, so that a spike
/// between two slots is in the history. Slots lie on multiples of it in wall time, the same for all
/// measurements and agents; a sample has the time of its slot's first batch. Failed batches,
/// batches without a row and tables are not kept.
///
/// A sample is put when its slot has ended. Until then its first batch stands in for it: an agent
/// that is killed loses the spread of the slots that run, not their rows. A sample that the journal
/// does not take stays, and so its batches are in the sample of the next slot.
///
/// I/O-free, single-threaded. Holds one slot for each measurement that it has seen; they are as
/// many as the config and its reloads name.
///
/// Example:
///   Downsampler history(10s, {put, begin_slot});
///   history.take(snapshot);                    // each batch
///   history.close_slots(clocks().wall);        // each second
///   history.close_all();                       // at the end
class Downsampler {
 public:
  /// Where the config has no `history`.
  static constexpr std::chrono::seconds default_every{10};

  /// The journal. Each says whether it took the sample.
  struct Journal {
    std::function<bool(journal::Sample&&)> put;         ///< of a slot that has ended
    std::function<bool(journal::Sample&&)> begin_slot;  ///< the first batch, until its slot is put
  };

  Downsampler(Milliseconds every, Journal journal);

  /// After a reload. The running slots end with the next batch.
  void set_every(Milliseconds every);

  void take(const Snapshot& snapshot);

  /// Puts the slots that have ended by the wall clock, or that it has left by a step.
  void close_slots(WallTime now);
  void close_all();

 private:
  struct Running {
    Measurement measurement;  ///< as it was when the slot began
    std::shared_ptr<const journal::SampleShape> shape;
    std::optional<Slot> slot;
    std::int64_t number = 0;
    WallTime time{};
  };

  std::int64_t number_of(WallTime time) const;
  bool close(Running& running);
  void begin(Running& running, const Snapshot& snapshot);

  Milliseconds every_;
  Journal journal_;
  std::map<std::string, Running> running_;
};

}  // namespace livetap
