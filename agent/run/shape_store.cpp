#include "agent/run/shape_store.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "agent/run/whole_file.hpp"

namespace livetap {

namespace json = boost::json;

namespace {

/// False for what an older agent did not write.
bool flag(const json::value& value, std::string_view name) {
  const auto* found = value.as_object().if_contains(name);
  return found != nullptr && found->as_bool();
}

std::string text(const json::value& value, std::string_view name) {
  const auto* found = value.as_object().if_contains(name);
  return found == nullptr ? std::string() : std::string(found->as_string());
}

json::object field_object(const Field& field) {
  return {{"name", field.name},
          {"type", static_cast<int>(field.type)},
          {"kind", static_cast<int>(field.kind)},
          {"trend", field.trend},
          {"warn_if_true", field.warn_if_true},
          {"fail_if_false", field.fail_if_false},
          {"reason", field.reason},
          {"hint", field.hint},
          {"duration", field.duration},
          {"event_true", field.event_true},
          {"event_false", field.event_false},
          {"unit", field.unit},
          {"doc", field.doc}};
}

Field field_from(const json::value& value) {
  Field field;
  field.name = value.at("name").as_string();
  field.type = static_cast<FieldType>(value.at("type").to_number<int>());
  field.kind = static_cast<FieldKind>(value.at("kind").to_number<int>());
  field.trend = value.at("trend").as_bool();
  field.warn_if_true = flag(value, "warn_if_true");
  field.fail_if_false = flag(value, "fail_if_false");
  field.reason = flag(value, "reason");
  field.hint = flag(value, "hint");
  field.duration = flag(value, "duration");
  field.event_true = text(value, "event_true");
  field.event_false = text(value, "event_false");
  field.unit = value.at("unit").as_string();
  field.doc = value.at("doc").as_string();
  return field;
}

json::object shape_object(const std::string& probe, const Measurement& shape) {
  json::array tags;
  for (const auto& tag : shape.tags) {
    tags.emplace_back(tag);
  }
  json::array fields;
  for (const auto& field : shape.fields) {
    fields.push_back(field_object(field));
  }
  return {{"probe", probe},
          {"measurement", shape.name},
          {"doc", shape.doc},
          {"tags", std::move(tags)},
          {"fields", std::move(fields)},
          {"on_empty", static_cast<int>(shape.on_empty)},
          {"interval_ms", shape.interval.count()},
          {"table", shape.table},
          {"targets", shape.targets}};
}

Measurement shape_from(const json::value& value) {
  Measurement shape;
  shape.name = value.at("measurement").as_string();
  shape.doc = value.at("doc").as_string();
  for (const auto& tag : value.at("tags").as_array()) {
    shape.tags.emplace_back(tag.as_string());
  }
  for (const auto& field : value.at("fields").as_array()) {
    shape.fields.push_back(field_from(field));
  }
  shape.on_empty = static_cast<OnEmpty>(value.at("on_empty").to_number<int>());
  shape.interval = Milliseconds(value.at("interval_ms").to_number<std::int64_t>());
  shape.table = value.at("table").as_bool();
  shape.targets = flag(value, "targets");
  return shape;
}

/// Numbers of a foreign hand may lie outside the enumerations.
bool is_sound(const Measurement& shape) {
  for (const auto& field : shape.fields) {
    if (field.type < FieldType::f64 || field.type > FieldType::time ||
        field.kind < FieldKind::gauge || field.kind > FieldKind::text) {
      return false;
    }
  }
  return shape.on_empty >= OnEmpty::null && shape.on_empty <= OnEmpty::nothing &&
         schema_mistakes({shape}).empty();
}

}  // namespace

ShapeStore::ShapeStore(std::filesystem::path file) : file_(std::move(file)) {
  std::ifstream in(file_, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  try {
    const auto entries = json::parse(text);
    for (const auto& entry : entries.as_array()) {
      auto shape = shape_from(entry);
      if (is_sound(shape)) {
        std::pair key{std::string(entry.at("probe").as_string()), shape.name};
        shapes_[std::move(key)] = std::move(shape);
      }
    }
  } catch (const std::exception&) {
    shapes_.clear();  // the sources declare again; nothing is lost but the early start
  }
}

const Measurement* ShapeStore::find(const std::string& probe,
                                    const std::string& measurement) const {
  const auto at = shapes_.find({probe, measurement});
  return at == shapes_.end() ? nullptr : &at->second;
}

Shapes ShapeStore::of(const std::string& probe) const {
  std::map<std::string, Measurement> shapes;
  for (const auto& [key, shape] : shapes_) {
    if (key.first == probe) {
      shapes.emplace(key.second, shape);
    }
  }
  return shapes;
}

Result<void> ShapeStore::put(const std::string& probe, const Measurement& shape) {
  const auto* known = find(probe, shape.name);
  if (known != nullptr && *known == shape) {
    return {};
  }
  shapes_[{probe, shape.name}] = shape;
  return write();
}

Result<void> ShapeStore::write() const {
  json::array entries;
  for (const auto& [key, shape] : shapes_) {
    entries.push_back(shape_object(key.first, shape));
  }
  return write_whole_file(file_, json::serialize(entries) + '\n');
}

}  // namespace livetap
