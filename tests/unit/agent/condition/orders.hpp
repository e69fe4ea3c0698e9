#pragma once

#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"

namespace livetap::test {

inline Field field(std::string name, FieldType type, std::string unit = "none") {
  Field made;
  made.name = std::move(name);
  made.type = type;
  made.unit = std::move(unit);
  return made;
}

/// A measurement with a field of every type.
inline Measurement orders() {
  Measurement shape;
  shape.name = "orders";
  shape.tags = {"status", "asset"};
  shape.fields = {field("count", FieldType::i64, "short"),  field("ratio", FieldType::f64),
                  field("delay", FieldType::f64, "ms"),     field("age", FieldType::f64, "s"),
                  field("memory", FieldType::i64, "bytes"), field("lagging", FieldType::boolean),
                  field("reason", FieldType::text),         field("last_at", FieldType::time)};
  return shape;
}

/// One row of it; what is not set is null.
struct OrdersRow {
  std::string_view status = "rejected";
  std::string_view asset = "BTC";
  Value count{};
  Value ratio{};
  Value delay{};
  Value age{};
  Value memory{};
  Value lagging{};
  Value reason{};
  Value last_at{};

  void add_to(RowBlock& rows) const {
    rows.begin_row();
    rows.add_tag(status);
    rows.add_tag(asset);
    for (const auto& value : {count, ratio, delay, age, memory, lagging, reason, last_at}) {
      rows.add(value);
    }
  }
  RowBlock rows() const {
    RowBlock rows(2, 8);
    add_to(rows);
    return rows;
  }
};

inline Value whole(std::int64_t number) {
  return number;
}
inline Value text(std::string_view words) {
  return words;
}

}  // namespace livetap::test
