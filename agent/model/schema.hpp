#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/time.hpp"

namespace livetap {

/// Values are those of livetap_type, livetap_kind and livetap_on_empty.
enum class FieldType : std::uint8_t { f64 = 1, i64 = 2, boolean = 3, text = 4, time = 5 };
enum class FieldKind : std::uint8_t { gauge = 1, counter = 2, state = 3, text = 4 };
enum class OnEmpty : std::uint8_t { null = 1, zero = 2, nothing = 3 };

/// How the values of several batches become one in the history.
enum class Aggregate : std::uint8_t {
  none = 0,  ///< not decided: a field as a plugin describes it
  mean = 1,
  min = 2,
  max = 3,
  last = 4,  ///< of those that are not null
  all = 5,   ///< false when it was false once
  any = 6,   ///< true when it was true once
};

/// As the config writes them: int, double, bool, text, time.
std::string_view to_string(FieldType type);
std::string_view to_string(FieldKind kind);
std::string_view to_string(OnEmpty on_empty);
std::string_view to_string(Aggregate aggregate);

struct Field {
  std::string name;
  FieldType type = FieldType::f64;
  FieldKind kind = FieldKind::gauge;
  bool trend = true;           ///< worth a trend: window views take it
  bool warn_if_true = false;   ///< a true value makes the verdict of --once a warning
  bool fail_if_false = false;  ///< a false value makes the verdict of --once a failure
  bool reason = false;         ///< says why in words, when one of the two above speaks
  std::string unit = "none";
  std::string doc;
  bool hint = false;          ///< says the likely cure, with the reason
  bool duration = false;      ///< how long the check of the row took, in ms
  std::string event_true{};   ///< type of the event when this bool becomes true; empty: none
  std::string event_false{};  ///< ... and when it becomes false
  Aggregate aggregate = Aggregate::none;  ///< of a column of the history, see history_columns

  bool has_events() const { return !event_true.empty() || !event_false.empty(); }
  bool is_number() const { return type == FieldType::f64 || type == FieldType::i64; }

  bool operator==(const Field&) const = default;
};

/// The shape of one measurement. Fixed while the agent runs: Grafana freezes panels otherwise
/// (grafana/grafana#108807).
struct Measurement {
  std::string name;
  std::string doc;
  std::vector<std::string> tags;
  std::vector<Field> fields;
  OnEmpty on_empty = OnEmpty::null;
  Milliseconds interval{0};  ///< 0: the probe's own
  bool table = false;        ///< rows are lines of one table: no tags, no series, no trend
  bool late = false;         ///< tags and fields come with a declaration, inside collect
  bool targets = false;      ///< each row is one thing that the probe looks at, named by its tags

  bool operator==(const Measurement&) const = default;
};

/// How often it is gathered: by its own interval, else by its probe's.
inline Milliseconds interval_of(const Measurement& shape, Milliseconds of_probe) {
  return shape.interval.count() > 0 ? shape.interval : of_probe;
}

using Schema = std::vector<Measurement>;

/// A name of a measurement, tag or field: [a-z][a-z0-9_]{0,39}.
bool is_name(std::string_view text);

/// What is wrong with a schema, in words, each with the name it speaks of; empty when it is sound.
/// Checks names, reserved names (time, labels, agent, age_s, PostgreSQL's system columns),
/// uniqueness, units, that no column is one that the history adds to a gauge (price_min, price_max
/// beside price), that a table has no tags and targets have some, and that events, hints and
/// durations stand on fields of their type. A late measurement may have no fields.
std::vector<std::string> schema_mistakes(const Schema& schema);

/// The first difference between two shapes in words ("field count was int, is text"), or nothing.
/// The order of the fields counts: rows have their values by place.
std::optional<std::string> shape_difference(const Measurement& was, const Measurement& is);

/// Shapes of late measurements, by name.
using Shapes = std::map<std::string, Measurement>;

/// Gives a late measurement the tags and fields of a shape; it is late no more.
void adopt_shape(Measurement& late, const Measurement& shape);

/// The same for one whose shape is known: what its source declared, else what it did in an earlier
/// run
/// (`remembered`). Changes nothing where neither is known, or the measurement is not late.
void adopt_known_shape(Measurement& measurement, const Shapes& declared, const Shapes& remembered);

}  // namespace livetap
