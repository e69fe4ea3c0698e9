#include "agent/journal/sample.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <utility>

#include "agent/journal/sample_blob.hpp"

namespace livetap::journal {

namespace json = boost::json;

namespace {

/// The enumerator that is called so, among those from `first` to `last`.
template <class E>
std::optional<E> named(std::string_view name, E first, E last) {
  for (auto i = static_cast<unsigned>(first); i <= static_cast<unsigned>(last); ++i) {
    if (to_string(static_cast<E>(i)) == name) {
      return static_cast<E>(i);
    }
  }
  return std::nullopt;
}

std::string string_of(const json::value& object, std::string_view key) {
  return std::string(object.at(key).as_string());
}

std::optional<Field> field_of(const json::value& object) {
  const auto type = named(string_of(object, "type"), FieldType::f64, FieldType::time);
  const auto kind = named(string_of(object, "kind"), FieldKind::gauge, FieldKind::text);
  const auto aggregate =
      object.as_object().contains("aggregate")
          ? named(string_of(object, "aggregate"), Aggregate::none, Aggregate::any)
          : Aggregate::none;
  if (!type || !kind || !aggregate) {
    return std::nullopt;
  }
  Field field;
  field.name = string_of(object, "name");
  field.type = *type;
  field.kind = *kind;
  field.aggregate = *aggregate;
  field.unit = string_of(object, "unit");
  field.doc = string_of(object, "doc");
  return field;
}

/// A field or a column that the history makes of one: [a-z_][a-z0-9_]{0,47}.
bool is_column_name(std::string_view text) {
  constexpr std::size_t longest = 48;
  const auto inner = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && text.size() <= longest && !(text[0] >= '0' && text[0] <= '9') &&
         std::all_of(text.begin(), text.end(), inner);
}

/// Names that a table can have as its columns: each once, and none that the history adds itself.
bool is_sound(const Measurement& measurement) {
  std::set<std::string_view> seen{"time", "agent"};
  for (const auto& tag : measurement.tags) {
    if (!is_name(tag) || !seen.insert(tag).second) {
      return false;
    }
  }
  for (const auto& field : measurement.fields) {
    if (!is_column_name(field.name) || !seen.insert(field.name).second) {
      return false;
    }
  }
  return is_name(measurement.name) && !measurement.fields.empty();
}

}  // namespace

SampleShape sample_shape(const Measurement& measurement) {
  json::array tags;
  for (const auto& tag : measurement.tags) {
    tags.emplace_back(tag);
  }
  json::array fields;
  for (const auto& field : measurement.fields) {
    fields.push_back(json::object{{"name", field.name},
                                  {"type", to_string(field.type)},
                                  {"kind", to_string(field.kind)},
                                  {"unit", field.unit},
                                  {"aggregate", to_string(field.aggregate)},
                                  {"doc", field.doc}});
  }
  SampleShape shape;
  shape.measurement = measurement.name;
  shape.text = json::serialize(json::object{
      {"doc", measurement.doc}, {"tags", std::move(tags)}, {"fields", std::move(fields)}});
  shape.check = shape_check(shape.measurement, shape.text);
  return shape;
}

std::optional<Measurement> measurement_of(const std::string& name, const std::string& text) {
  Measurement measurement;
  measurement.name = name;
  try {
    const auto object = json::parse(text);
    measurement.doc = string_of(object, "doc");
    for (const auto& tag : object.at("tags").as_array()) {
      measurement.tags.emplace_back(tag.as_string());
    }
    for (const auto& entry : object.at("fields").as_array()) {
      auto field = field_of(entry);
      if (!field) {
        return std::nullopt;
      }
      measurement.fields.push_back(*std::move(field));
    }
  } catch (const std::exception&) {
    return std::nullopt;
  }
  if (!is_sound(measurement)) {
    return std::nullopt;
  }
  return measurement;
}

Sample make_sample(std::shared_ptr<const SampleShape> shape, WallTime time, const RowBlock& rows) {
  auto bytes = sample_blob(rows, shape->check, time);
  return {std::move(shape), time, static_cast<std::uint32_t>(rows.size()), std::move(bytes)};
}

}  // namespace livetap::journal
