#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "support/grafana/line_parser.hpp"

namespace livetap::test {

/// A cell of a frame; monostate is null.
using Cell = std::variant<std::monostate, double, bool, std::string>;

struct FrameField {
  std::string name;
  std::string type;  ///< number, boolean or string
  std::vector<Cell> cells;
};

/// What a panel gets of one message and one measurement: a row per line, a column per field.
struct LiveFrame {
  std::string name;
  std::vector<std::string> labels;  ///< "queue=a, vhost=/", one a row
  std::vector<std::int64_t> times_ms;
  std::vector<FrameField> fields;

  std::size_t rows() const { return labels.size(); }
  /// Null too when there is no such field; rows from 0.
  Cell cell(const std::string& field, std::size_t row) const;
  /// Names and types in order: "labels:string time:time ready:number". Another text means that
  /// open panels freeze.
  std::string schema() const;
};

/// One frame per measurement, as Grafana's converter builds them (labels_column): within a line
/// fields are sorted by name, the first line decides order and types, a field that first shows in a
/// later line is appended, one of another type becomes null (or text). The string "NaN" is a null
/// number. Lines without a time take `now_ms`.
std::vector<LiveFrame> build_frames(const std::vector<ParsedLine>& lines, std::int64_t now_ms);

}  // namespace livetap::test
