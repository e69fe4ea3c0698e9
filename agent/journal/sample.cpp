#include "agent/journal/sample.hpp"

#include <boost/json.hpp>
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
  if (!type || !kind) {
    return std::nullopt;
  }
  Field field;
  field.name = string_of(object, "name");
  field.type = *type;
  field.kind = *kind;
  field.unit = string_of(object, "unit");
  field.doc = string_of(object, "doc");
  return field;
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
  if (measurement.fields.empty() || !schema_mistakes({measurement}).empty()) {
    return std::nullopt;
  }
  return measurement;
}

Sample make_sample(std::shared_ptr<const SampleShape> shape, WallTime time, const RowBlock& rows) {
  auto bytes = sample_blob(rows, shape->check, time);
  return {std::move(shape), time, static_cast<std::uint32_t>(rows.size()), std::move(bytes)};
}

}  // namespace livetap::journal
