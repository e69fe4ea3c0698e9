#pragma once

#include <memory>
#include <vector>

#include "agent/model/schema.hpp"
#include "agent/route/snapshot.hpp"

namespace livetap {

/// How busy each series of a measurement is; see Views for what that means.
class Busyness {
 public:
  explicit Busyness(const Measurement& measurement);

  /// Takes the rows of a good gather.
  void update(const std::shared_ptr<const CheckedRows>& rows, SteadyTime now);

  /// 0 for a series that is not in the newest rows.
  double of(SeriesId series) const;

  /// The busier comes first; of equals the older.
  bool before(SeriesId a, SeriesId b) const;

 private:
  void measure_changes(const CheckedRows& rows);
  void add_changes(const CheckedRows& rows, double fade);

  std::vector<std::size_t> fields_;  // those with a trend
  std::shared_ptr<const CheckedRows> rows_;
  std::vector<double> scores_;  // one a row of rows_
  SteadyTime updated_ = never;
  // Room that is kept from gather to gather.
  std::vector<double> changes_;  // a row of fields_ for each row
  std::vector<double> largest_;  // one a field of fields_
  std::vector<double> next_;
};

}  // namespace livetap
