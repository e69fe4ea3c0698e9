// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <livetap/probe.h>
#include <livetap/sdk/error.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace livetap::sdk {

enum class Type : std::uint32_t {
  f64 = LIVETAP_F64,
  i64 = LIVETAP_I64,
  boolean = LIVETAP_BOOL,
  text = LIVETAP_TEXT,
  time = LIVETAP_TIME,
};

enum class Kind : std::uint32_t {
  gauge = LIVETAP_GAUGE,      ///< goes up and down
  counter = LIVETAP_COUNTER,  ///< only rises, but for restarts of its source
  state = LIVETAP_STATE,      ///< one of few values
  text = LIVETAP_KIND_TEXT,
};

/// What a series that is missing from a good gather shows.
enum class OnEmpty : std::uint32_t {
  null = LIVETAP_ON_EMPTY_NULL,
  zero = LIVETAP_ON_EMPTY_ZERO,
  nothing = LIVETAP_ON_EMPTY_NOTHING,
};

/// One field, for those who make their fields from a config. Others use Measurement's methods.
struct Field {
  std::string name;  ///< [a-z][a-z0-9_]{0,39}; not reserved, see is_reserved()
  Type type = Type::f64;
  Kind kind = Kind::gauge;
  bool trend = true;          ///< worth a trend: windows take it
  std::string unit = "none";  ///< an id that Grafana knows
  std::string doc;
  std::uint32_t flags = 0;    ///< further LIVETAP_FIELD_... bits
  std::string event_true{};   ///< type of the event when this bool becomes true; empty: none
  std::string event_false{};  ///< ... and when it becomes false
};

/// The shape of one measurement:
///
///   measurement("queue").tag("vhost").tag("queue")
///       .integer("messages", "short", "Messages in the queue.")
///       .number("publish_rate", "cps").counter()
///       .boolean("lagging", "Falls behind.").warn_if_true()
///
/// counter() and what follows it speak of the field before.
class Measurement {
 public:
  explicit Measurement(std::string_view name) : name_(name) {}

  Measurement doc(std::string_view sentence) && { return doc_ = sentence, std::move(*this); }
  Measurement tag(std::string_view name) && { return tags_.emplace_back(name), std::move(*this); }

  Measurement number(std::string_view name, std::string_view unit, std::string_view doc = {}) && {
    return add(Type::f64, Kind::gauge, true, name, unit, doc);
  }
  Measurement integer(std::string_view name, std::string_view unit, std::string_view doc = {}) && {
    return add(Type::i64, Kind::gauge, true, name, unit, doc);
  }
  Measurement boolean(std::string_view name, std::string_view doc = {}) && {
    return add(Type::boolean, Kind::state, true, name, "none", doc);
  }
  Measurement text(std::string_view name, std::string_view doc = {}) && {
    return add(Type::text, Kind::text, false, name, "none", doc);
  }
  Measurement time(std::string_view name, std::string_view doc = {}) && {
    return add(Type::time, Kind::gauge, false, name, "dateTimeAsIso", doc);
  }
  Measurement field(Field field) && {
    return fields_.push_back(std::move(field)), std::move(*this);
  }

  Measurement counter() && { return last().kind = Kind::counter, std::move(*this); }
  Measurement state() && { return last().kind = Kind::state, std::move(*this); }
  Measurement trend() && { return last().trend = true, std::move(*this); }
  Measurement no_trend() && { return last().trend = false, std::move(*this); }
  /// --once warns when this bool is true.
  Measurement warn_if_true() && { return flag(LIVETAP_FIELD_WARN_IF_TRUE); }
  /// --once fails when this bool is false.
  Measurement fail_if_false() && { return flag(LIVETAP_FIELD_FAIL_IF_FALSE); }
  /// This text says why, when one of the two above speaks.
  Measurement reason() && { return flag(LIVETAP_FIELD_REASON); }
  /// This text says the likely cure, with the reason.
  Measurement hint() && { return flag(LIVETAP_FIELD_HINT); }
  /// This number says how long the check of the row took, in ms.
  Measurement duration() && { return flag(LIVETAP_FIELD_DURATION); }
  /// The agent makes an event of one of these types when this bool has become true or false, series
  /// by series; an empty one makes none.
  Measurement events(std::string_view becomes_true, std::string_view becomes_false) && {
    last().event_true = becomes_true;
    last().event_false = becomes_false;
    return std::move(*this);
  }

  /// Rows are the lines of one table: no tags, no series, no trend.
  Measurement table() && { return flags_ |= LIVETAP_MEASUREMENT_TABLE, std::move(*this); }
  /// Each row is one thing among many that the probe looks at: --once gives it a line of its own,
  /// named by its tags.
  Measurement targets() && { return flags_ |= LIVETAP_MEASUREMENT_TARGETS, std::move(*this); }
  /// Only the source knows the fields: Collect::declare brings them, inside collect.
  Measurement late() && { return flags_ |= LIVETAP_MEASUREMENT_LATE, std::move(*this); }
  Measurement on_empty(OnEmpty what) && { return on_empty_ = what, std::move(*this); }
  /// Where it differs from the probe's. Collect::due says when its turn has come.
  Measurement interval(std::chrono::milliseconds every) && {
    return interval_ = every, std::move(*this);
  }

  const std::string& name() const { return name_; }
  const std::vector<std::string>& tags() const { return tags_; }
  const std::vector<Field>& fields() const { return fields_; }
  bool is_late() const { return (flags_ & LIVETAP_MEASUREMENT_LATE) != 0; }

 private:
  friend class MeasurementTable;

  Measurement add(Type type, Kind kind, bool trend, std::string_view name, std::string_view unit,
                  std::string_view doc) {
    fields_.push_back({.name = std::string(name),
                       .type = type,
                       .kind = kind,
                       .trend = trend,
                       .unit = std::string(unit),
                       .doc = std::string(doc)});
    return std::move(*this);
  }
  Measurement flag(std::uint32_t bit) { return last().flags |= bit, std::move(*this); }
  Field& last() {
    if (fields_.empty()) {
      throw ProbeError::internal("measurement " + name_ + " has no field to speak of yet");
    }
    return fields_.back();
  }

  std::string name_;
  std::string doc_;
  std::vector<std::string> tags_;
  std::vector<Field> fields_;
  std::uint32_t flags_ = 0;
  OnEmpty on_empty_ = OnEmpty::null;
  std::chrono::milliseconds interval_{0};
};

inline Measurement measurement(std::string_view name) {
  return Measurement(name);
}

}  // namespace livetap::sdk
