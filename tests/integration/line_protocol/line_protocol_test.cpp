// 100,000 rows made to hurt, judged by a foreign reader: InfluxDB.
#include <doctest/doctest.h>

#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "agent/line/encoder.hpp"
#include "integration/line_protocol/influx_server.hpp"
#include "integration/line_protocol/query_values.hpp"
#include "unit/agent/line/random_rows.hpp"
#include "unit/agent/line/reference.hpp"

using namespace livetap;
using namespace livetap::line;
using namespace livetap::line::test;
using livetap::test::InfluxServer;
using livetap::test::query_values;

namespace {

constexpr std::size_t row_count = 100'000;
constexpr std::size_t batch = 10'000;
constexpr std::int64_t first_ms = 1'700'000'000'000;

WallTime time_of(std::size_t row) {
  return WallTime(Milliseconds(first_ms + static_cast<std::int64_t>(row)));
}

// Rows of 2,000 series, so that InfluxDB has rows to order within each.
RowBlock random_rows(const Measurement& measurement, unsigned seed) {
  RandomRows random(seed);
  std::vector<std::pair<std::string, std::string>> series;
  for (int i = 0; i < 2000; ++i) {
    series.emplace_back(random.text(), random.text());
  }
  RowBlock rows(measurement.tags.size(), measurement.fields.size());
  for (std::size_t row = 0; row < row_count; ++row) {
    const auto& [first, second] = series[random.below(series.size())];
    rows.begin_row();
    rows.add_tag(first);
    rows.add_tag(second);
    random.add_values(rows, measurement);
  }
  return rows;
}

void write(const InfluxServer& server, std::string& lines) {
  const auto reply = server.write(lines);
  CAPTURE(reply.body);
  REQUIRE(reply.status == 204);
  lines.clear();
}

// How query_values shows a value that InfluxDB has kept.
std::string expected(const Value& value) {
  if (const auto* i64 = std::get_if<std::int64_t>(&value)) {
    return std::to_string(*i64);
  }
  if (const auto* boolean = std::get_if<bool>(&value)) {
    return *boolean ? "true" : "false";
  }
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return "'" + expected_text(*text, Style::influx);
  }
  return "null";
}

bool same(const Value& sent, const std::string& got) {
  const auto* number = std::get_if<double>(&sent);
  if (number == nullptr || !std::isfinite(*number)) {
    return got == expected(number == nullptr ? sent : Value());
  }
  double read = 0;
  const auto parsed = std::from_chars(got.data(), got.data() + got.size(), read);
  return parsed.ec == std::errc() && read == *number && std::signbit(read) == std::signbit(*number);
}

// Whether a row came back as it was sent: time, two tags, then the fields in the schema's order.
bool same_row(const RowBlock& rows, std::size_t row, const std::vector<std::string>& got) {
  const auto time_ns = (first_ms + static_cast<std::int64_t>(row)) * 1'000'000;
  bool same_all = got[0] == std::to_string(time_ns);
  for (std::size_t i = 0; i < rows.tag_count(); ++i) {
    same_all = same_all && got[1 + i] == "'" + expected_tag(rows.tag(row, i), Style::influx);
  }
  for (std::size_t i = 0; i < rows.field_count(); ++i) {
    same_all = same_all && same(rows.field(row, i), got[1 + rows.tag_count() + i]);
  }
  return same_all;
}

bool counts_as_null(const Value& value) {
  const auto* number = std::get_if<double>(&value);
  return is_null(value) || (number != nullptr && !std::isfinite(*number));
}

}  // namespace

TEST_CASE("InfluxDB gives back 100,000 random rows without one difference") {
  const InfluxServer server;
  const auto measurement = sample_measurement();
  const RowBlock rows = random_rows(measurement, 11);
  LineEncoder encoder(measurement, Style::influx);
  std::vector<std::size_t> sent;
  std::string lines;
  for (std::size_t row = 0; row < row_count; ++row) {
    if (encoder.append(lines, rows, row, time_of(row), Place::first)) {
      sent.push_back(row);
    }
    if (row % batch == batch - 1) {
      write(server, lines);
    }
  }
  CHECK(sent.size() + encoder.skipped() == row_count);

  const auto got = query_values(
      server.query("select \"first\", second, note, number, count, good, seen from sample"));
  REQUIRE(got.size() == sent.size());
  std::size_t differences = 0;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    differences += same_row(rows, sent[i], got[i]) ? 0 : 1;
  }
  CHECK(differences == 0);
}

// In style live a null is the text "NaN" here and a number there, which InfluxDB refuses to keep in
// one field. So rows go to a measurement by what is null in them: the syntax is what is judged.
TEST_CASE("InfluxDB understands each of 100,000 live lines") {
  const InfluxServer server;
  const auto measurement = sample_measurement();
  const RowBlock rows = random_rows(measurement, 12);
  std::map<std::string, LineEncoder> encoders;
  std::string lines;
  for (std::size_t row = 0; row < row_count; ++row) {
    const Place place = row % 3 == 0 ? Place::first : Place::later;
    Measurement named = measurement;
    named.name = place == Place::first ? "first" : "later";
    for (std::size_t i = 0; i < rows.field_count(); ++i) {
      named.name += counts_as_null(rows.field(row, i)) ? "_null" : "_set";
    }
    auto& encoder = encoders.try_emplace(named.name, named, Style::live).first->second;
    REQUIRE(encoder.append(lines, rows, row, time_of(row), place));
    if (row % batch == batch - 1) {
      write(server, lines);
    }
  }
  CHECK(encoders.size() > 40);
}

TEST_CASE("the reader that judges does refuse a bad line") {
  const InfluxServer server;
  CHECK(server.write("sample,first= note=\"x\" 1\n").status == 400);
  CHECK(server.write("sample number=NaN 1\n").status == 400);
}
