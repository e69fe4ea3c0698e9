#include "agent/sql/columns.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace livetap::sql;
using Kind = TableChange::Kind;

namespace {

Field field(const char* name, FieldType type, FieldKind kind = FieldKind::gauge) {
  Field made;
  made.name = name;
  made.type = type;
  made.kind = kind;
  return made;
}

Measurement shape(std::vector<Field> fields) {
  Measurement made;
  made.name = "queue";
  made.tags = {"name"};
  made.fields = std::move(fields);
  return made;
}

const auto depth = field("depth", FieldType::i64);
const auto rate = field("rate", FieldType::f64);

}  // namespace

TEST_CASE("a table is widened by what is new, and never narrowed") {
  CHECK(table_change({}, shape({depth})).kind == Kind::create);
  CHECK(table_change(shape({depth}), shape({depth})).kind == Kind::none);
  CHECK(table_change(shape({depth, rate}), shape({depth})).kind == Kind::none);
  const auto wider = table_change(shape({depth}), shape({rate, depth}));
  CHECK(wider.kind == Kind::widen);
  CHECK(wider.added == std::vector{rate});
  CHECK(wider.shape.fields == std::vector{depth, rate});
}

TEST_CASE("a column of another type, or other tags, ask for another table") {
  const auto typed = table_change(shape({depth}), shape({field("depth", FieldType::f64)}));
  CHECK(typed.kind == Kind::replace);
  CHECK(typed.reason == "field depth was int, is double");
  auto tagged = shape({depth});
  tagged.tags = {"name", "vhost"};
  CHECK(table_change(shape({depth}), tagged).kind == Kind::replace);
}

TEST_CASE("another kind or unit of a column changes nothing") {
  CHECK(table_change(shape({depth}), shape({field("depth", FieldType::i64, FieldKind::counter)}))
            .kind == Kind::none);
}

TEST_CASE("the catalogue gives back the shape, and nothing when it makes no sense") {
  const std::vector<ColumnRow> rows = {
      {"name", "t", "text", "text", "", ""},
      {"depth", "f", "int", "gauge", "short", "messages that wait"},
  };
  const auto known = known_shape("queue", rows);
  REQUIRE(known);
  CHECK(known->tags == std::vector<std::string>{"name"});
  REQUIRE(known->fields.size() == 1);
  CHECK(known->fields[0].type == FieldType::i64);
  CHECK(known->fields[0].doc == "messages that wait");
  CHECK_FALSE(known_shape("queue", {}));
  CHECK_FALSE(known_shape("queue", {{"depth", "f", "integer", "gauge", "", ""}}));
}
