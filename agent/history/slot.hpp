#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/route/snapshot.hpp"

namespace livetap {

/// The batches of one measurement on their way to one row a series: mean, lowest and highest of a
/// gauge, the worst of a bool that makes a verdict, the last of everything else. Null counts for
/// nothing. I/O-free.
class Slot {
 public:
  /// `measurement`: not a table.
  explicit Slot(const Measurement& measurement);

  /// A good batch of the measurement.
  void add(const CheckedRows& rows);
  bool empty() const { return batches_.empty(); }

  /// A row for each series that was in a batch, in the columns of history_columns().
  RowBlock rows() const;

 private:
  /// What is known of a field of one series: of a gauge `count` values, of the others the one that
  /// counts.
  struct Cell {
    std::uint32_t count = 0;
    double mean = 0;
    double min = 0;
    double max = 0;
    Value value;
    std::string text;  ///< of `value`, which borrows from a batch
  };

  std::size_t place_of(SeriesId series, std::size_t guess, const RowBlock& rows, std::size_t row);
  bool add(Cell& cell, Aggregate aggregate, const Value& value);

  std::vector<Aggregate> aggregates_;  // one a field
  RowBlock tags_;                      // of each place
  std::vector<SeriesId> series_;
  std::vector<std::uint32_t> batches_;  // with a value of the series
  std::vector<Cell> cells_;
  std::unordered_map<SeriesId, std::size_t> places_;
};

}  // namespace livetap
