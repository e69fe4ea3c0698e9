#include "agent/sql/copy_text.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace livetap;
using namespace livetap::sql;

namespace {

constexpr WallTime moment{Milliseconds(1'709'208'065'007)};
const std::string moment_text = "2024-02-29 12:01:05.007+00";

Field field(const char* name, FieldType type) {
  Field made;
  made.name = name;
  made.type = type;
  return made;
}

Measurement shape() {
  Measurement made;
  made.name = "queue";
  made.tags = {"name"};
  made.fields = {field("messages", FieldType::i64), field("rate", FieldType::f64),
                 field("up", FieldType::boolean), field("state", FieldType::text),
                 field("since", FieldType::time)};
  return made;
}

std::string line_of(const std::vector<Value>& values, std::string_view tag = "a") {
  RowBlock rows(1, 5);
  rows.begin_row();
  rows.add_tag(tag);
  for (const auto& value : values) {
    rows.add(value);
  }
  std::string out;
  append_rows(out, "desk", shape(), moment, rows);
  return out;
}

}  // namespace

TEST_CASE("a row is a line, and its columns are named in the same order") {
  CHECK(
      copy_rows_command("livetap", "queue", {"name", "messages", "rate", "up", "state", "since"}) ==
      R"(copy "livetap"."queue" (time, agent, "name", "messages", "rate", "up", "state", "since") )"
      "from stdin");
  CHECK(line_of({std::int64_t{-5}, 0.1, true, std::string_view("ok"), std::int64_t{0}}) ==
        moment_text + "\tdesk\ta\t-5\t0.1\tt\tok\t1970-01-01 00:00:00.000+00\n");
}

TEST_CASE("what is missing is null, and so is what PostgreSQL cannot store") {
  const Value none;
  const auto nulls = moment_text + "\tdesk\ta\t\\N\t\\N\t\\N\t\\N\t\\N\n";
  CHECK(line_of({none, none, none, none, none}) == nulls);
  CHECK(line_of({none, std::numeric_limits<double>::quiet_NaN(), none, none,
                 std::numeric_limits<std::int64_t>::max()}) == nulls);
}

TEST_CASE("no text leaves its column or its row") {
  const Value none;
  CHECK(line_of({none, none, none, std::string_view("a\tb\nc\r\\N\0d", 10), none}, "\\.") ==
        moment_text + "\tdesk\t\\\\.\t\\N\t\\N\t\\N\ta\\tb\\nc\\r\\\\Nd\t\\N\n");
  CHECK(line_of({none, none, none, std::string_view(""), none}, "") ==
        moment_text + "\tdesk\t\t\\N\t\\N\t\\N\t\t\\N\n");
}

TEST_CASE("an event without attributes has null there") {
  Event event{moment, Severity::warning, "order", "desk", "two\nlines", "", "trading"};
  std::string out;
  append_event(out, "trading-1", event);
  event.attributes = R"({"side":"b\"uy"})";
  append_event(out, "trading-1", event);
  const auto start = moment_text + "\ttrading-1\ttrading\tdesk\torder\twarning\ttwo\\nlines\t";
  CHECK(out == start + "\\N\n" + start + R"({"side":"b\\"uy"})" + "\n");
}
