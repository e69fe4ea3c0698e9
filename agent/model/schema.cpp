#include "agent/model/schema.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace livetap {

std::string_view to_string(FieldType type) {
  constexpr std::array<std::string_view, 6> names{"", "double", "int", "bool", "text", "time"};
  return names.at(static_cast<std::size_t>(type));
}

std::string_view to_string(FieldKind kind) {
  constexpr std::array<std::string_view, 5> names{"", "gauge", "counter", "state", "text"};
  return names.at(static_cast<std::size_t>(kind));
}

std::string_view to_string(OnEmpty on_empty) {
  constexpr std::array<std::string_view, 4> names{"", "null", "zero", "nothing"};
  return names.at(static_cast<std::size_t>(on_empty));
}

std::string_view to_string(Aggregate aggregate) {
  constexpr std::array<std::string_view, 7> names{"none", "mean", "min", "max",
                                                  "last", "all",  "any"};
  return names.at(static_cast<std::size_t>(aggregate));
}

bool is_name(std::string_view text) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto inner = [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_'; };
  return !text.empty() && text.size() <= 40 && lower(text.front()) &&
         std::all_of(text.begin(), text.end(), inner);
}

namespace {

/// Columns of Grafana's frames and of the history tables, PostgreSQL's system columns included,
/// that a source may not use.
constexpr std::array<std::string_view, 10> reserved{"time", "labels", "agent", "age_s", "xmin",
                                                    "xmax", "cmin",   "cmax",  "ctid",  "tableoid"};

/// The gauge for which the history adds a column of that name, or nullptr. A table has no history.
const Field* gauge_with_column(const Measurement& measurement, std::string_view name) {
  if (measurement.table || !(name.ends_with("_min") || name.ends_with("_max"))) {
    return nullptr;
  }
  const auto gauge = name.substr(0, name.size() - 4);
  const auto at =
      std::find_if(measurement.fields.begin(), measurement.fields.end(), [&](const Field& field) {
        return field.name == gauge && field.is_number() && field.kind == FieldKind::gauge;
      });
  return at == measurement.fields.end() ? nullptr : &*at;
}

void check_column(const Measurement& measurement, std::string_view what, const std::string& name,
                  std::set<std::string>& seen, std::vector<std::string>& mistakes) {
  const std::string subject = measurement.name + ": " + std::string(what) + " '" + name + "'";
  if (!is_name(name)) {
    mistakes.push_back(subject + " is no name: [a-z][a-z0-9_]{0,39} is wanted");
  }
  if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) {
    mistakes.push_back(subject + " is reserved");
  }
  if (!seen.insert(name).second) {
    mistakes.push_back(subject + " is there twice");
  }
  if (const auto* gauge = gauge_with_column(measurement, name)) {
    mistakes.push_back(subject + " clashes with a history column of gauge '" + gauge->name + "'");
  }
}

/// What fields were given after the first version of the boundary; older marks are taken as found.
void check_marks(const Measurement& measurement, const Field& field,
                 std::vector<std::string>& mistakes) {
  const std::string subject = measurement.name + ": field '" + field.name + "'";
  for (const auto& event : {field.event_true, field.event_false}) {
    if (!event.empty() && !is_name(event)) {
      mistakes.push_back(subject + ": event '" + event +
                         "' is no name: [a-z][a-z0-9_]{0,39} is wanted");
    }
  }
  if (field.has_events() && field.type != FieldType::boolean) {
    mistakes.push_back(subject + " has events and is no bool");
  }
  if (field.has_events() && measurement.table) {
    mistakes.push_back(subject + " has events, and a table has no series to watch");
  }
  if (field.hint && field.type != FieldType::text) {
    mistakes.push_back(subject + " is a hint and no text");
  }
  if (field.duration && !field.is_number()) {
    mistakes.push_back(subject + " is a duration and no number");
  }
}

void check_measurement(const Measurement& measurement, std::vector<std::string>& mistakes) {
  const auto& name = measurement.name;
  std::set<std::string> columns;
  for (const auto& tag : measurement.tags) {
    check_column(measurement, "tag", tag, columns, mistakes);
  }
  for (const auto& field : measurement.fields) {
    check_column(measurement, "field", field.name, columns, mistakes);
    if (field.is_number() && field.unit.empty()) {
      mistakes.push_back(name + ": field '" + field.name +
                         "' is a number without a unit: write none if it has none");
    }
    check_marks(measurement, field, mistakes);
  }
  if (measurement.table && !measurement.tags.empty()) {
    mistakes.push_back(name + ": a table has no tags; make them text fields");
  }
  if (measurement.targets && measurement.tags.empty() && !measurement.late) {
    mistakes.push_back(name + ": targets have no name without a tag");
  }
  if (measurement.fields.empty() && !measurement.late) {
    mistakes.push_back(name + ": no fields");
  }
}

}  // namespace

std::vector<std::string> schema_mistakes(const Schema& schema) {
  std::vector<std::string> mistakes;
  std::set<std::string> names;
  for (const auto& measurement : schema) {
    if (!is_name(measurement.name)) {
      mistakes.push_back("measurement '" + measurement.name +
                         "' is no name: [a-z][a-z0-9_]{0,39} is wanted");
    }
    if (!names.insert(measurement.name).second) {
      mistakes.push_back("measurement '" + measurement.name + "' is there twice");
    }
    check_measurement(measurement, mistakes);
  }
  return mistakes;
}

namespace {

std::optional<std::string> field_difference(const Field& was, const Field& is) {
  if (was.type != is.type) {
    return "field " + was.name + " was " + std::string(to_string(was.type)) + ", is " +
           std::string(to_string(is.type));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> shape_difference(const Measurement& was, const Measurement& is) {
  if (was.tags != is.tags) {
    return "the tags differ";
  }
  if (was.table != is.table) {
    return was.table ? "was a table" : "is a table now";
  }
  for (const auto& field : was.fields) {
    const auto same = std::find_if(is.fields.begin(), is.fields.end(),
                                   [&](const Field& other) { return other.name == field.name; });
    if (same == is.fields.end()) {
      return "field " + field.name + " is gone";
    }
    if (auto difference = field_difference(field, *same)) {
      return difference;
    }
  }
  for (const auto& field : is.fields) {
    const auto known = std::find_if(was.fields.begin(), was.fields.end(),
                                    [&](const Field& other) { return other.name == field.name; });
    if (known == was.fields.end()) {
      return "field " + field.name + " is new";
    }
  }
  const auto moved =
      std::mismatch(was.fields.begin(), was.fields.end(), is.fields.begin(), is.fields.end(),
                    [](const Field& before, const Field& now) { return before.name == now.name; });
  if (moved.first != was.fields.end()) {
    return "field " + moved.first->name + " stands in another place";
  }
  return std::nullopt;
}

void adopt_shape(Measurement& late, const Measurement& shape) {
  late.tags = shape.tags;
  late.fields = shape.fields;
  late.late = false;
}

void adopt_known_shape(Measurement& measurement, const Shapes& declared, const Shapes& remembered) {
  if (!measurement.late) {
    return;
  }
  for (const auto* shapes : {&declared, &remembered}) {
    if (const auto known = shapes->find(measurement.name); known != shapes->end()) {
      return adopt_shape(measurement, known->second);
    }
  }
}

}  // namespace livetap
