// An expression of the config: read, fitted to a measurement, judged.
#include <string>

#include "agent/condition/expression.hpp"
#include "fuzz/target.hpp"

namespace {

using namespace livetap;

Measurement orders() {
  Measurement shape;
  shape.name = "orders";
  shape.tags = {"status"};
  const auto add = [&](const char* name, FieldType type, const char* unit) {
    Field field;
    field.name = name;
    field.type = type;
    field.unit = unit;
    shape.fields.push_back(field);
  };
  add("count", FieldType::i64, "short");
  add("latency_ms", FieldType::f64, "ms");
  add("up", FieldType::boolean, "none");
  add("reason", FieldType::text, "none");
  add("seen_at", FieldType::time, "dateTimeAsIso");
  return shape;
}

RowBlock one_row() {
  RowBlock rows(1, 5);
  rows.begin_row();
  rows.add_tag("rejected");
  rows.add(std::int64_t{3});
  rows.add(0.5);
  rows.add(true);
  rows.add(Value{});
  rows.add(std::int64_t{1'700'000'000'000});
  return rows;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  auto parsed = Expression::parse(text);
  if (!parsed) {
    return 0;
  }
  fuzz::must(parsed->text() == text, "an expression keeps its text");
  static const auto shape = orders();
  static const auto rows = one_row();
  if (parsed->bind(shape).empty()) {
    static_cast<void>(parsed->holds(rows, 0, WallTime(Milliseconds(1'700'000'060'000))));
    for (const auto field : parsed->fields()) {
      fuzz::must(field < shape.fields.size(), "the fields of an expression are of its measurement");
    }
  }
  return 0;
}
