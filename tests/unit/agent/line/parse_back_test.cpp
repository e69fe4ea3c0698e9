#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "agent/line/encoder.hpp"
#include "unit/agent/line/line_parser.hpp"
#include "unit/agent/line/random_rows.hpp"
#include "unit/agent/line/reference.hpp"

using namespace livetap;
using namespace livetap::line;
using namespace livetap::line::test;

namespace {

constexpr WallTime noon{Milliseconds(1'700'000'000'123)};

bool same_double(double a, double b) {
  return a == b && std::signbit(a) == std::signbit(b);
}

// What a reader must get for a value, or nothing when the field is left out.
std::optional<ParsedValue> expected(const Value& value, Style style) {
  const bool live = style == Style::live;
  if (const auto* f64 = std::get_if<double>(&value)) {
    return std::isfinite(*f64) ? std::optional<ParsedValue>(*f64) : std::nullopt;
  }
  if (const auto* i64 = std::get_if<std::int64_t>(&value)) {
    return live ? ParsedValue(static_cast<double>(*i64)) : ParsedValue(*i64);
  }
  if (const auto* boolean = std::get_if<bool>(&value)) {
    return live ? ParsedValue(*boolean ? 1.0 : 0.0) : ParsedValue(*boolean);
  }
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return expected_text(*text, style);
  }
  return std::nullopt;
}

bool same(const ParsedValue& a, const ParsedValue& b) {
  const auto* left = std::get_if<double>(&a);
  const auto* right = std::get_if<double>(&b);
  return left != nullptr && right != nullptr ? same_double(*left, *right) : a == b;
}

// Differences between a row and what its line says.
std::vector<std::string> differences(const Measurement& measurement, const RowBlock& rows,
                                     const std::string& line, Style style, Place place) {
  if (std::count(line.begin(), line.end(), '\n') != 1 || !line.ends_with('\n')) {
    return {"not one line"};
  }
  const auto parsed = parse_line(std::string_view(line).substr(0, line.size() - 1));
  if (!parsed) {
    return {"does not parse"};
  }
  std::vector<std::string> found;
  for (std::size_t i = 0; i < measurement.tags.size(); ++i) {
    const auto tag = parsed->tags.find(measurement.tags[i]);
    if (tag == parsed->tags.end() || tag->second != expected_tag(rows.tag(0, i), style)) {
      found.push_back("tag " + measurement.tags[i]);
    }
  }
  bool anything = false;
  for (std::size_t i = 0; i < measurement.fields.size(); ++i) {
    anything = anything || expected(rows.field(0, i), style).has_value();
  }
  for (std::size_t i = 0; i < measurement.fields.size(); ++i) {
    const Field& field = measurement.fields[i];
    auto wanted = expected(rows.field(0, i), style);
    if (!wanted && style == Style::live && place == Place::first) {
      wanted = ParsedValue(std::string(field.type == FieldType::text ? "" : "NaN"));
    } else if (!wanted && !anything && field.name == "number") {
      wanted = ParsedValue(std::string("NaN"));
    }
    const auto got = parsed->fields.find(field.name);
    const bool present = got != parsed->fields.end();
    if (present != wanted.has_value() || (present && !same(got->second, *wanted))) {
      found.push_back("field " + field.name);
    }
  }
  if (parsed->time_ns != 1'700'000'000'123'000'000) {
    found.push_back("time");
  }
  return found;
}

void check_random_rows(Style style, Place place, unsigned seed) {
  const auto measurement = sample_measurement();
  LineEncoder encoder(measurement, style);
  RandomRows random(seed);
  std::uint64_t skipped = 0;
  for (int i = 0; i < 6'000; ++i) {
    RowBlock rows(measurement.tags.size(), measurement.fields.size());
    random.add(rows, measurement);
    std::string line;
    if (!encoder.append(line, rows, 0, noon, place)) {
      ++skipped;
      REQUIRE(line.empty());
      continue;
    }
    const auto found = differences(measurement, rows, line, style, place);
    CAPTURE(line);
    REQUIRE(found == std::vector<std::string>());
  }
  CHECK(encoder.skipped() == skipped);
  CHECK((skipped > 0) == (style == Style::influx));
}

}  // namespace

TEST_CASE("random rows of style influx read back as the table of substitutes says") {
  check_random_rows(Style::influx, Place::first, 1);
}

TEST_CASE("random first lines of style live carry every field and read back") {
  check_random_rows(Style::live, Place::first, 2);
}

TEST_CASE("random later lines of style live leave nulls out and read back") {
  check_random_rows(Style::live, Place::later, 3);
}

TEST_CASE("whatever the names of a measurement, its tags and its fields, its lines parse") {
  RandomRows random(4);
  for (int i = 0; i < 5'000; ++i) {
    Measurement measurement = sample_measurement();
    measurement.name = (i % 10 == 0 ? "#" : "") + random.text();
    measurement.tags = {"a" + random.text()};
    measurement.fields.resize(1);
    measurement.fields[0].name = random.text();
    LineEncoder encoder(measurement, i % 2 == 0 ? Style::live : Style::influx);
    const std::string_view tag = "one";
    std::string line;
    const Value value = std::string_view("text");
    REQUIRE(encoder.append(line, encoder.prefix({&tag, 1}), {&value, 1}, noon, Place::first));
    CAPTURE(line);
    const auto parsed = parse_line(std::string_view(line).substr(0, line.size() - 1));
    REQUIRE(parsed);
    auto name = expected_name(measurement.name);
    CHECK(parsed->name == (name[0] == '#' ? name.replace(0, 1, "\uFF03") : name));
    CHECK(parsed->tags.begin()->first == expected_name(measurement.tags[0]));
    CHECK(parsed->fields.begin()->first == expected_name(measurement.fields[0].name));
  }
}
