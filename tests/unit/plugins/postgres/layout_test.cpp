#include "plugins/postgres/layout.hpp"

#include <doctest/doctest.h>

using namespace livetap::postgres;

namespace {

Query series() {
  Query query;
  query.measurement = "signals";
  query.tags = {"asset"};
  return query;
}

FieldOption field(const char* name, std::optional<livetap_type> type = {}) {
  FieldOption option;
  option.name = name;
  option.type = type;
  return option;
}

}  // namespace

TEST_CASE("declared fields are found by name, in any order of the columns") {
  Query query = series();
  query.fields = {field("count", LIVETAP_I64), field("mean", LIVETAP_F64)};
  const auto layout = lay_out(query, {{"mean", 1700}, {"Count", 20}, {"asset", 25}});
  REQUIRE(layout.has_value());
  CHECK(layout->tags == std::vector<std::size_t>{2});
  CHECK(layout->fields == std::vector<std::size_t>{0, 1});
  CHECK(layout->specs[1].name == "count");
  CHECK(layout->specs[1].type == LIVETAP_I64);
}

TEST_CASE("without fields every column that is no tag is one, typed by the source") {
  const auto layout = lay_out(series(), {{"asset", 25}, {"n", 20}, {"time", 1114}, {"ok", 16}});
  REQUIRE(layout.has_value());
  REQUIRE(layout->specs.size() == 3);
  CHECK(layout->specs[0].type == LIVETAP_I64);
  CHECK(layout->specs[0].trend);
  CHECK(layout->specs[1].name == "at");
  CHECK(layout->specs[1].unit == "dateTimeAsIso");
  CHECK_FALSE(layout->specs[1].trend);
  CHECK(layout->specs[2].kind == LIVETAP_STATE);
}

TEST_CASE("fields of a table only say more about some columns") {
  Query query;
  query.table = true;
  query.fields = {field("price")};
  query.fields[0].unit = "currencyUSD";
  const auto layout = lay_out(query, {{"price", 1700}, {"asset", 1043}});
  REQUIRE(layout.has_value());
  CHECK(layout->specs[0].unit == "currencyUSD");
  CHECK(layout->specs[0].type == LIVETAP_F64);
  CHECK(layout->specs[1].type == LIVETAP_TEXT);
}

TEST_CASE("a missing column is named together with those that are there") {
  Query query = series();
  query.fields = {field("count", LIVETAP_I64)};
  CHECK(lay_out(query, {{"asset", 25}, {"Total N", 20}}).error().message ==
        "the result has no column for the field 'count'; it has asset, Total N (as total_n)");
  CHECK(lay_out(query, {{"count", 20}}).error().message ==
        "the result has no column for the tag 'asset'; it has count");
}

TEST_CASE("a column that nobody declared is named") {
  Query query = series();
  query.fields = {field("count", LIVETAP_I64)};
  const auto layout = lay_out(query, {{"asset", 25}, {"count", 20}, {"extra", 20}});
  CHECK(layout.error().message == "the column 'extra' is neither a tag nor one of the fields");
  CHECK(layout.error().hint == "declare it under fields, or drop it from the sql");
}

TEST_CASE("a result of tags only has nothing to show") {
  CHECK(lay_out(series(), {{"asset", 25}}).error().message ==
        "the result has no column to be a field; it has asset");
}

TEST_CASE("a kind that does not fit the column's type is refused") {
  Query query = series();
  query.fields = {field("note")};
  query.fields[0].kind = LIVETAP_GAUGE;
  CHECK(lay_out(query, {{"asset", 25}, {"note", 25}}).has_error());
  query.fields[0].kind = LIVETAP_STATE;
  CHECK(lay_out(query, {{"asset", 25}, {"note", 25}}).has_value());
}

TEST_CASE("events stand on bools: the column tells when no type is stated") {
  Query query = series();
  query.fields = {field("active")};
  query.fields[0].event_true = "subscription_on";
  const auto layout = lay_out(query, {{"asset", 25}, {"active", 16}});
  REQUIRE(layout.has_value());
  CHECK(layout->specs[0].event_true == "subscription_on");
  CHECK(layout->specs[0].event_false.empty());
  CHECK(lay_out(query, {{"asset", 25}, {"active", 25}}).error().message ==
        "the field 'active' has events and is no bool");
}
