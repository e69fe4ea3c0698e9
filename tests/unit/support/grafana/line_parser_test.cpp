#include "support/grafana/line_parser.hpp"

#include <doctest/doctest.h>

using namespace livetap::test;

namespace {

bool good(std::string_view text) {
  return std::holds_alternative<std::vector<ParsedLine>>(parse_lines(text));
}

ParsedLine only_line(std::string_view text) {
  const auto parsed = parse_lines(text);
  REQUIRE(std::holds_alternative<std::vector<ParsedLine>>(parsed));
  const auto& lines = std::get<std::vector<ParsedLine>>(parsed);
  REQUIRE(lines.size() == 1);
  return lines[0];
}

}  // namespace

TEST_CASE("a line comes apart into name, tags, fields and time") {
  const auto line =
      only_line("queue,vhost=/,queue=a b=1i,c=2.5,d=\"x y\",e=true 1700000000123456789\n");
  CHECK(line.measurement == "queue");
  CHECK(line.tags.size() == 2);
  CHECK(line.tags[1] == std::pair<std::string, std::string>("queue", "a"));
  REQUIRE(line.fields.size() == 4);
  CHECK(line.fields[0].second == LineValue(1.0));
  CHECK(line.fields[1].second == LineValue(2.5));
  CHECK(line.fields[2].second == LineValue(std::string("x y")));
  CHECK(line.fields[3].second == LineValue(true));
  CHECK(line.time_ns == 1700000000123456789);
}

TEST_CASE("escapes are taken away, also in strings") {
  const auto line = only_line(R"(m\,n,t\ 1=a\,b\=c f\ 1="say \"hi\" \\ now")");
  CHECK(line.measurement == "m,n");
  CHECK(line.tags[0] == std::pair<std::string, std::string>("t 1", "a,b=c"));
  CHECK(line.fields[0].first == "f 1");
  CHECK(line.fields[0].second == LineValue(std::string(R"(say "hi" \ now)")));
}

TEST_CASE("empty lines, comments and a missing time are fine") {
  CHECK(good(""));
  CHECK(good("\n\n# comment\n m f=1\r\n\nm f=2"));
  CHECK_FALSE(only_line("m f=1").time_ns.has_value());
}

TEST_CASE("a string may hold line breaks") {
  CHECK(only_line("m f=\"a\nb\"").fields[0].second == LineValue(std::string("a\nb")));
}

TEST_CASE("one bad line spoils the whole text, and is named") {
  const auto parsed = parse_lines("m f=1\nm f=NaN\nm f=2\n");
  REQUIRE(std::holds_alternative<ParseFault>(parsed));
  CHECK(std::get<ParseFault>(parsed).line == 2);
  CHECK(std::get<ParseFault>(parsed).what == "expected field");
}

TEST_CASE("what Grafana refuses is refused") {
  for (const auto* text : {"m f=NaN",
                           "m f=Inf",
                           "m f=-Inf",
                           "m f=nan",
                           "m f=",
                           "m",
                           "m ",
                           "m,t=1",
                           "m,t= f=1",
                           "m,=x f=1",
                           "m,t f=1",
                           "m,t=a=b f=1",
                           "m f",
                           "m f=1,",
                           "m f=1 x",
                           "m f=1 1 2",
                           "m f=01i",
                           "m f=1.5i",
                           "m f=1e999",
                           "m f=0x10",
                           "m f=+1",
                           "m f=1e",
                           "m f=\"open",
                           "m f=\"a\\n\"",
                           "m,t=a\tb f=1",
                           "m,t=back\\",
                           "m,t=back\\\\ f=1",
                           "m f=yes",
                           "m f=9223372036854775808i",
                           "m f=-1u",
                           ",t=1 f=1",
                           "m f=1 99999999999999999999",
                           "m f=\"a\fb\"",
                           "m f=\"a\"b"}) {
    CAPTURE(text);
    CHECK_FALSE(good(text));
  }
}

TEST_CASE("what looks odd and is right is taken") {
  for (const auto* text : {"m f=1e+5", "m f=.5", "m f=1.", "m f=-0", "m f=18446744073709551615u",
                           "m f=\"\"", "m f=t", "m,t=\xe2\x80\x9a f=1", "m,t=\"q\" f=1", "m f=1 -5",
                           "m  f=1  5  ", "m f==1", "m a\\=b=1"}) {
    CAPTURE(text);
    CHECK(good(text) == (std::string_view(text) != "m f==1"));
  }
}
