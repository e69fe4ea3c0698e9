#include "agent/model/own_field.hpp"

#include <utility>

namespace livetap {

Field own_field(std::string name, FieldType type, FieldKind kind, std::string unit,
                std::string doc) {
  Field field;
  field.name = std::move(name);
  field.type = type;
  field.kind = kind;
  field.unit = std::move(unit);
  field.doc = std::move(doc);
  field.trend = type != FieldType::text && type != FieldType::time;
  return field;
}

}  // namespace livetap
