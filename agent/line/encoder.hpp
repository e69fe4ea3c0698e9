#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/line/substitutes.hpp"
#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/time.hpp"

namespace livetap::line {

/// Where in its message a line stands. Grafana takes the fields of a frame, their order and their
/// types from a message's first line, so that one carries every field. Style influx ignores this.
enum class Place : unsigned char { first, later };

/// Writes rows of one measurement as Influx line protocol. Total: whatever the values, names and
/// texts, each line that it writes parses, and each is one line. See substitutes.hpp for texts.
///
/// Style live: numbers plain, bools 1 and 0, NaN and infinities null. In the first line a null
/// number or bool is "NaN" (Grafana reads a null number) and a null text "". Later lines leave
/// nulls out; one with nothing left writes its first number (or else its first text) as "NaN".
/// Style influx: 5i, t, f; nulls, NaN and infinities left out; a row with nothing left is skipped.
///
/// A value of another type than its field's counts as null, but an integer in an f64 field.
/// Views give a measurement of their own making (name queue_5m; a table's tags as fields).
///
/// Not thread-safe; appends to `out`, allocates only there.
///
///   LineEncoder encoder(measurement, Style::live);
///   for (std::size_t row = 0; row < rows.size(); ++row) {
///     encoder.append(message, rows, row, time, row == 0 ? Place::first : Place::later);
///   }
class LineEncoder {
 public:
  LineEncoder(const Measurement& measurement, Style style);

  /// One line with its newline; false when the row was skipped.
  bool append(std::string& out, const RowBlock& rows, std::size_t row, WallTime time, Place place);

  /// The start of every line of a series, "queue,vhost=/,queue=a ": callers that send a series over
  /// and over keep it and use the calls below.
  std::string prefix(const RowBlock& rows, std::size_t row) const;
  std::string prefix(std::span<const std::string_view> tags) const;

  bool append(std::string& out, std::string_view prefix, const RowBlock& rows, std::size_t row,
              WallTime time, Place place);
  /// `values` are in the order of the fields; those beyond its end are null.
  bool append(std::string& out, std::string_view prefix, std::span<const Value> values,
              WallTime time, Place place);
  /// A row in which every field is null.
  bool append_nulls(std::string& out, std::string_view prefix, WallTime time, Place place);

  /// Rows that had no field to write, since the beginning.
  std::uint64_t skipped() const { return skipped_; }

 private:
  struct FieldKey {
    std::string text;  // with the =
    FieldType type;
  };

  void append_tag(std::string& out, std::size_t index, std::string_view value) const;
  template <class ValueAt>
  bool append_line(std::string& out, std::string_view prefix, const ValueAt& value_at,
                   WallTime time, Place place);
  bool append_value(std::string& out, const FieldKey& field, const Value& value) const;

  Style style_;
  std::string name_;
  std::vector<std::string> tag_keys_;  // with the comma before and the = after
  std::vector<FieldKey> fields_;
  std::size_t null_field_ = 0;  // written when a later live line has nothing else
  std::uint64_t skipped_ = 0;
};

}  // namespace livetap::line
