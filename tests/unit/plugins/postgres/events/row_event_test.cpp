#include "plugins/postgres/events/row_event.hpp"

#include <doctest/doctest.h>

using namespace livetap::postgres;

namespace {

Query signals() {
  Query query;
  query.events = "signal";
  query.service = "model-service";
  query.cursor = CursorOption{"time", "id"};
  return query;
}

/// The event of a row: the given columns behind a time and the id 7.
RowEvent event_of(std::vector<Column> columns, std::vector<Cell> cells) {
  columns.insert(columns.begin(), {{"time", 1114}, {"id", 20}});
  cells.insert(cells.begin(), {Cell("2026-11-25 12:00:00"), Cell("7")});
  return make_event(signals(), *find_new_rows(signals(), columns), cells);
}

/// How a value of this type shows in the attributes.
std::string json_of(unsigned oid, const Cell& cell) {
  const std::string attributes = event_of({{"x", oid}}, {cell}).attributes;
  const std::string before = R"({"id":7,"x":)";
  REQUIRE(attributes.substr(0, before.size()) == before);
  return attributes.substr(before.size(), attributes.size() - before.size() - 1);
}

}  // namespace

TEST_CASE("what no column says comes from the query") {
  const RowEvent event = event_of({}, {});
  CHECK(event.type == "signal");
  CHECK(event.service == "model-service");
  CHECK(event.severity == LIVETAP_INFO);
  CHECK(event.message == "signal 7");
  CHECK(event.attributes == R"({"id":7})");
}

TEST_CASE("columns say what they are named after") {
  const std::vector<Column> columns = {
      {"type", 25}, {"service", 25}, {"severity", 25}, {"message", 25}};
  const RowEvent event =
      event_of(columns, {Cell("reject"), Cell("order-manager"), Cell("warning"), Cell("no")});
  CHECK(event.type == "reject");
  CHECK(event.service == "order-manager");
  CHECK(event.severity == LIVETAP_WARNING);
  CHECK(event.message == "no");
  CHECK(event.attributes == R"({"id":7})");

  const RowEvent odd = event_of(columns, {Cell("No Type"), Cell(), Cell("fatal"), Cell()});
  CHECK(odd.type == "signal");
  CHECK(odd.service == "model-service");
  CHECK(odd.severity == LIVETAP_INFO);
  CHECK(odd.message == "signal 7");
  CHECK(event_of(columns, {Cell(), Cell(), Cell("error"), Cell()}).severity == LIVETAP_ERROR);
  CHECK(event_of(columns, {Cell(), Cell(), Cell("debug"), Cell()}).severity == LIVETAP_DEBUG);
}

TEST_CASE("attributes keep the types that JSON has") {
  CHECK(json_of(20, Cell("9007199254740993")) == "9007199254740993");
  CHECK(json_of(1700, Cell("0.00000001")) == "0.00000001");
  CHECK(json_of(1700, Cell("-12.50")) == "-12.50");
  CHECK(json_of(701, Cell("1e+20")) == "1e+20");
  CHECK(json_of(16, Cell("t")) == "true");
  CHECK(json_of(16, Cell("f")) == "false");
  CHECK(json_of(3802, Cell(R"({"a": [1, null]})")) == R"({"a": [1, null]})");
  CHECK(json_of(114, Cell("\"x\"")) == "\"x\"");
  CHECK(json_of(1114, Cell("2026-11-25 12:00:00.5")) == "\"2026-11-25 12:00:00.5\"");
  CHECK(json_of(25, Cell("12")) == "\"12\"");
  CHECK(json_of(25, Cell()) == "null");
}

TEST_CASE("what JSON has no number for is null") {
  for (const char* value : {"NaN", "Infinity", "-Infinity"}) {
    CHECK(json_of(701, Cell(value)) == "null");
    CHECK(json_of(1700, Cell(value)) == "null");
  }
}

TEST_CASE("text cannot break out of its quotes") {
  CHECK(json_of(25, Cell("a\"b\\c\nd\x01\te")) == R"("a\"b\\c\u000ad\u0001\u0009e")");
  CHECK(json_of(25, Cell("Ümläut \u2028")) == "\"Ümläut \u2028\"");
  CHECK(event_of({{"odd \"name\"", 25}}, {Cell("x")}).attributes ==
        R"({"id":7,"odd \"name\"":"x"})");
}

TEST_CASE("values too long for an event are left out of it") {
  const std::string longer(9'000, 'x');
  const RowEvent event = event_of({{"a", 25}, {"b", 25}}, {Cell(longer), Cell("y")});
  CHECK(event.attributes == R"({"id":7,"a":null,"b":"y"})");
  CHECK(event.too_large);

  std::vector<Column> columns;
  std::vector<Cell> cells;
  const std::string many(8'000, 'x');
  for (int i = 0; i < 20; ++i) {
    columns.push_back({"c", 25});
    cells.emplace_back(many);
  }
  const RowEvent large = event_of(columns, cells);
  CHECK(large.attributes.size() < 64 * 1024);
  CHECK(large.attributes.size() > 48 * 1024);
  CHECK(large.attributes.back() == '}');
  CHECK(large.too_large);
  CHECK_FALSE(event_of({}, {}).too_large);
}
