#include <doctest/doctest.h>

#include <array>
#include <clocale>
#include <limits>

#include "agent/line/encoder.hpp"
#include "agent/line/number.hpp"
#include "unit/agent/line/random_rows.hpp"

using namespace livetap;
using namespace livetap::line;
using livetap::line::test::sample_measurement;

namespace {

constexpr WallTime second{Milliseconds(1000)};
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// The fields of one line: note, number, count, good, seen.
std::string fields(Style style, Place place, const std::array<Value, 5>& values) {
  LineEncoder encoder(sample_measurement(), style);
  std::string out;
  encoder.append(out, "m ", values, second, place);
  return out;
}

std::string number(double value) {
  std::string out;
  append_number(out, value);
  return out;
}

}  // namespace

TEST_CASE("a live line has plain numbers and bools as 1 and 0") {
  CHECK(fields(Style::live, Place::later,
               {std::string_view("x"), 0.5, std::int64_t{-7}, true, std::int64_t{1234}}) ==
        "m note=\"x\",number=0.5,count=-7,good=1,seen=1234 1000000000\n");
}

TEST_CASE("an influx line marks integers and bools") {
  CHECK(fields(Style::influx, Place::first,
               {std::string_view("x"), 5.0, std::int64_t{-7}, false, std::int64_t{1234}}) ==
        "m note=\"x\",number=5,count=-7i,good=f,seen=1234i 1000000000\n");
}

TEST_CASE("the first live line of a message carries every field, nulls as NaN or empty text") {
  CHECK(fields(Style::live, Place::first, {}) ==
        "m note=\"\",number=\"NaN\",count=\"NaN\",good=\"NaN\",seen=\"NaN\" 1000000000\n");
}

TEST_CASE("later live lines leave nulls out") {
  CHECK(fields(Style::live, Place::later, {Value(), Value(), std::int64_t{3}, Value(), Value()}) ==
        "m count=3 1000000000\n");
}

TEST_CASE("a later live line with nothing to say writes its first number as NaN") {
  CHECK(fields(Style::live, Place::later, {}) == "m number=\"NaN\" 1000000000\n");
}

TEST_CASE("a later live line of texts alone writes its first text as NaN, which becomes null") {
  Measurement texts = sample_measurement();
  texts.fields.resize(1);
  LineEncoder encoder(texts, Style::live);
  std::string out;
  CHECK(encoder.append_nulls(out, "m ", second, Place::later));
  CHECK(out == "m note=\"NaN\" 1000000000\n");
}

TEST_CASE("an influx row without any value is skipped and counted") {
  LineEncoder encoder(sample_measurement(), Style::influx);
  std::string out = "before\n";
  CHECK_FALSE(encoder.append_nulls(out, "m ", second, Place::first));
  CHECK(out == "before\n");
  CHECK(encoder.skipped() == 1);
}

TEST_CASE("a measurement without fields writes no line in either style") {
  Measurement bare = sample_measurement();
  bare.fields.clear();
  LineEncoder encoder(bare, Style::live);
  std::string out;
  CHECK_FALSE(encoder.append_nulls(out, "m ", second, Place::first));
  CHECK(out.empty());
}

TEST_CASE("NaN and infinities are null") {
  for (const double odd : {not_a_number, infinity, -infinity}) {
    CHECK(fields(Style::influx, Place::first, {Value(), odd, std::int64_t{1}, Value(), Value()}) ==
          "m count=1i 1000000000\n");
  }
}

TEST_CASE("a value of another type than its field's is null, but an integer in a double field") {
  CHECK(fields(Style::influx, Place::first,
               {1.5, std::int64_t{2}, 1.5, std::int64_t{1}, std::string_view("x")}) ==
        "m number=2 1000000000\n");
  CHECK(fields(Style::influx, Place::first,
               {true, std::string_view("1"), true, std::string_view("t"), std::int64_t{9}}) ==
        "m seen=9i 1000000000\n");
}

TEST_CASE("rows, prefixes and single values give the same line") {
  const auto measurement = sample_measurement();
  RowBlock rows(2, 5);
  rows.begin_row();
  rows.add_tag("a=1");
  rows.add_tag("");
  rows.add(std::string_view("x"));
  rows.add(0.25);
  rows.add(std::monostate());
  rows.add(true);
  rows.add(std::int64_t{5});
  LineEncoder encoder(measurement, Style::live);
  const std::string line =
      "sample,first=a\uFF1D1,second=\u2205 note=\"x\",number=0.25,good=1,seen=5 1000000000\n";

  std::string whole;
  CHECK(encoder.append(whole, rows, 0, second, Place::later));
  CHECK(whole == line);

  const auto prefix = encoder.prefix(rows, 0);
  CHECK(prefix == "sample,first=a\uFF1D1,second=\u2205 ");
  std::string cached;
  CHECK(encoder.append(cached, prefix, rows, 0, second, Place::later));
  CHECK(cached == line);

  const std::array<std::string_view, 2> tags{"a=1", ""};
  const std::array<Value, 5> values{std::string_view("x"), 0.25, Value(), true, std::int64_t{5}};
  std::string spans;
  CHECK(encoder.append(spans, encoder.prefix(tags), values, second, Place::later));
  CHECK(spans == line);
}

TEST_CASE("numbers are the shortest that read back, in any locale") {
  const std::string before = std::setlocale(LC_NUMERIC, nullptr);
  std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
  CHECK(number(0.1) == "0.1");
  CHECK(number(1e22) == "1e+22");
  CHECK(number(-0.0) == "-0");
  CHECK(number(5e-324) == "5e-324");
  CHECK(number(123456.75) == "123456.75");
  std::setlocale(LC_NUMERIC, before.c_str());
}

TEST_CASE("times are nanoseconds and stay within what a count of them can say") {
  const auto stamp = [](std::int64_t ms) {
    std::string out;
    append_timestamp(out, WallTime(Milliseconds(ms)));
    return out;
  };
  CHECK(stamp(1) == "1000000");
  CHECK(stamp(-1) == "-1000000");
  CHECK(stamp(0) == "0");
  CHECK(stamp(std::numeric_limits<std::int64_t>::max()) == "9223372036853000000");
  CHECK(stamp(std::numeric_limits<std::int64_t>::min()) == "-9223372036853000000");
}
