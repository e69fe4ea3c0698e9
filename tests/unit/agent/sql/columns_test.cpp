#include "agent/sql/columns.hpp"

#include <doctest/doctest.h>

#include "agent/history/history_columns.hpp"

using namespace livetap;
using namespace livetap::sql;

namespace {

Field field(const char* name, FieldType type, FieldKind kind = FieldKind::state) {
  Field made;
  made.name = name;
  made.type = type;
  made.kind = kind;
  return made;
}

Measurement shape(std::vector<Field> fields, std::vector<std::string> tags = {"name"}) {
  Measurement made;
  made.name = "queue";
  made.tags = std::move(tags);
  made.fields = std::move(fields);
  return history_columns(made);
}

Table table(const Measurement& wanted) {
  return table_change({}, wanted).table;
}

/// "name type aggregate" of each column.
std::vector<std::string> texts(const std::vector<Column>& columns) {
  std::vector<std::string> made;
  for (const auto& column : columns) {
    made.push_back(column.name + " " + std::string(to_string(column.type)) + " " +
                   std::string(column.tag ? "tag" : to_string(column.aggregate)));
  }
  return made;
}

using Texts = std::vector<std::string>;

const auto depth = field("depth", FieldType::i64, FieldKind::gauge);
const auto state = field("state", FieldType::text, FieldKind::text);
const auto taken = field("taken", FieldType::i64, FieldKind::counter);

}  // namespace

TEST_CASE("a table has the tags and fields of its measurement, and the spread of its gauges") {
  const auto change = table_change({}, shape({depth, state}));
  CHECK(change.is_new);
  CHECK(texts(change.table.columns) == Texts{"name text tag", "depth double mean",
                                             "depth_min double min", "depth_max double max",
                                             "state text last"});
  CHECK(change.names == Texts{"name", "depth", "depth_min", "depth_max", "state", "_batches"});
}

TEST_CASE("a table is widened by what is new, a tag too, and never narrowed") {
  const auto narrow = shape({state});
  CHECK_FALSE(table_change(table(narrow), narrow).is_needed());
  CHECK_FALSE(table_change(table(shape({depth, state})), narrow).is_needed());
  const auto wider = table_change(table(narrow), shape({depth, state}, {"vhost", "name"}));
  CHECK(wider.is_needed());
  CHECK_FALSE(wider.is_new);
  CHECK(texts(wider.added) == Texts{"vhost text tag", "depth double mean", "depth_min double min",
                                    "depth_max double max"});
  CHECK(texts(wider.table.columns).front() == "name text tag");
  CHECK(wider.names ==
        Texts{"vhost", "name", "depth", "depth_min", "depth_max", "state", "_batches"});
}

TEST_CASE("whole numbers and doubles meet in doubles, whoever comes first") {
  const auto whole = shape({taken});
  const auto real = shape({field("taken", FieldType::f64, FieldKind::counter)});
  const auto change = table_change(table(whole), real);
  CHECK(texts(change.retyped) == Texts{"taken double last"});
  CHECK(change.added.empty());
  CHECK(texts(change.table.columns).back() == "taken double last");
  CHECK(change.names.at(1) == "taken");
  const auto other = table_change(table(real), whole);
  CHECK_FALSE(other.is_needed());
  CHECK(other.names.at(1) == "taken");
}

TEST_CASE("another type has a column of its own, which is found again") {
  const auto text = shape({field("taken", FieldType::text)});
  const auto change = table_change(table(shape({taken})), text);
  CHECK(texts(change.added) == Texts{"taken_text text last"});
  CHECK(change.added.front().field == "taken");
  CHECK(change.names.at(1) == "taken_text");
  const auto again = table_change(change.table, text);
  CHECK_FALSE(again.is_needed());
  CHECK(again.names == change.names);
  CHECK(table_change(change.table, shape({taken})).names.at(1) == "taken");
  const auto third = table_change(change.table, shape({field("taken", FieldType::boolean)}));
  CHECK(texts(third.added) == Texts{"taken_bool bool last"});
}

TEST_CASE("a gauge where another agent has a text keeps its spread beside its mean") {
  const auto change = table_change(table(shape({field("depth", FieldType::text)})), shape({depth}));
  CHECK(texts(change.added) ==
        Texts{"depth_double double mean", "depth_min double min", "depth_max double max"});
  CHECK(change.names == Texts{"name", "depth_double", "depth_min", "depth_max", "_batches"});
}

TEST_CASE("a tag and a field of one name lie apart") {
  const auto known = table(shape({state, field("kind", FieldType::text)}));
  const auto change = table_change(known, shape({state}, {"name", "kind"}));
  CHECK(texts(change.added) == Texts{"kind_tag text tag"});
  CHECK(change.names == Texts{"name", "kind_tag", "state", "_batches"});
  const auto other = table_change(table(shape({state}, {"name", "kind"})),
                                  shape({field("kind", FieldType::text)}));
  CHECK(texts(other.added) == Texts{"kind_text text last"});
}

TEST_CASE("a column of its own makes way for a field that is really called so") {
  const auto known = table(shape({taken, field("taken_text", FieldType::text)}));
  const auto change = table_change(known, shape({field("taken", FieldType::text)}));
  CHECK(texts(change.added) == Texts{"taken_text_2 text last"});
  const auto both = table_change(
      change.table, shape({field("taken", FieldType::text), field("taken_text", FieldType::text)}));
  CHECK_FALSE(both.is_needed());
  CHECK(both.names == Texts{"name", "taken_text_2", "taken_text", "_batches"});
}

TEST_CASE("another kind or unit of a column changes nothing") {
  CHECK_FALSE(
      table_change(table(shape({taken})), shape({field("taken", FieldType::i64)})).is_needed());
}

TEST_CASE("the catalogue gives back the table, and nothing when it makes no sense") {
  const std::vector<ColumnRow> rows = {
      {"name", "name", "t", "text", "text", "last", "", ""},
      {"depth_int", "depth", "f", "int", "counter", "last", "short", "messages that wait"},
  };
  const auto known = table_of("queue", rows);
  REQUIRE(known);
  CHECK(texts(known->columns) == Texts{"name text tag", "depth_int int last"});
  CHECK(known->columns[1].field == "depth");
  CHECK(known->columns[1].kind == FieldKind::counter);
  CHECK(known->columns[1].doc == "messages that wait");
  CHECK_FALSE(table_of("queue", {}));
  CHECK_FALSE(table_of("queue", {{"depth", "depth", "f", "integer", "gauge", "mean", "", ""}}));
  CHECK_FALSE(table_of("queue", {{"depth", "depth", "f", "int", "gauge", "sum", "", ""}}));
}
