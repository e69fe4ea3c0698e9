#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "agent/journal/sample.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/time.hpp"
#include "agent/route/snapshot.hpp"

namespace livetap {

/// Which gathers are kept for history: of each measurement the first good one in each slot of
/// `history.every`. Slots lie on multiples of it in wall time, so that the rows of all
/// measurements, of every start and of every agent lie on the same grid, a gather late at most.
/// Failed gathers, gathers without a row and tables are not kept.
///
/// I/O-free, single-threaded. Holds a shape for each measurement that it has seen; they are as many
/// as the config and its reloads name.
///
/// Example:
///   SampleGrid grid(10s);
///   if (auto sample = grid.take(snapshot)) { journal.put(*std::move(sample)); }
class SampleGrid {
 public:
  /// Where the config has no `history`.
  static constexpr std::chrono::seconds default_every{10};

  explicit SampleGrid(Milliseconds every);

  /// After a reload. The next gather of each measurement begins its first slot of the new length.
  void set_every(Milliseconds every);

  /// The sample to keep, or nothing. Its time is the snapshot's, which rises even when the wall
  /// clock goes back; its slot is that of the wall clock.
  std::optional<journal::Sample> take(const Snapshot& snapshot);

 private:
  struct Kept {
    Measurement measurement;
    std::shared_ptr<const journal::SampleShape> shape;
    std::optional<std::int64_t> slot;
  };

  Milliseconds every_;
  std::map<std::string, Kept> kept_;
};

}  // namespace livetap
