#pragma once

#include <cstdint>

namespace livetap {

/// What a route has seen and left out since it was made. For the rows of the gathers,
/// rows = passed + the reasons of rows; rows that on_empty or a failure added are not among them.
struct RouteCounters {
  std::uint64_t gathers = 0;
  std::uint64_t failed = 0;  ///< gathers with an error

  std::uint64_t rows = 0;  ///< that came with the gathers
  std::uint64_t passed = 0;
  // Rows left out, by reason.
  std::uint64_t duplicate = 0;    ///< the series came again in the same gather; the last one wins
  std::uint64_t series_cap = 0;   ///< the probe has too many series
  std::uint64_t table_rows = 0;   ///< a table takes its first 450 rows
  std::uint64_t bad_shape = 0;    ///< the gather's columns are not those of the schema
  std::uint64_t failed_rows = 0;  ///< rows of a gather that failed
  std::uint64_t worker = 0;       ///< left out by the worker's bounds; never among `rows`

  // Values made null, by reason.
  std::uint64_t bad_type = 0;    ///< not of the field's type
  std::uint64_t not_finite = 0;  ///< NaN or infinite
  std::uint64_t bad_time = 0;    ///< a time field outside the years 1990 to 2200

  // Texts changed, by reason.
  std::uint64_t repaired = 0;   ///< bytes that are no UTF-8 became U+FFFD
  std::uint64_t shortened = 0;  ///< a text over 64 KiB, a tag over 256 bytes
};

}  // namespace livetap
