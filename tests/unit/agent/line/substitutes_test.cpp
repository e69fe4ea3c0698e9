#include <doctest/doctest.h>

#include "agent/line/substitutes.hpp"

using namespace livetap::line;
using namespace std::string_view_literals;

namespace {

std::string name(std::string_view text) {
  std::string out;
  append_name(out, text);
  return out;
}
std::string live(std::string_view text) {
  std::string out;
  append_tag_value(out, text, Style::live);
  return out;
}
std::string influx(std::string_view text) {
  std::string out;
  append_tag_value(out, text, Style::influx);
  return out;
}
std::string text(std::string_view value, Style style = Style::live) {
  std::string out;
  append_text(out, value, style);
  return out;
}

}  // namespace

TEST_CASE("a plain tag passes unchanged in both styles") {
  CHECK(live("orders.eu-1") == "orders.eu-1");
  CHECK(influx("orders.eu-1") == "orders.eu-1");
  CHECK(live("\u00FC\u20AC\U0001F600") == "\u00FC\u20AC\U0001F600");
}

TEST_CASE(
    "a comma and an equals sign become look-alikes for Grafana and are escaped for InfluxDB") {
  CHECK(live("a=b,c") == "a\uFF1Db\u201Ac");
  CHECK(influx("a=b,c") == "a\\=b\\,c");
}

TEST_CASE("a space inside a tag is escaped; at its ends Grafana would trim it") {
  CHECK(live("a b") == "a\\ b");
  CHECK(live(" a ") == "\u2423a\u2423");
  CHECK(live(" ") == "\u2423");
  CHECK(influx(" a ") == "\\ a\\ ");
}

TEST_CASE("an empty tag or name gets a mark of its own") {
  CHECK(live("") == "\u2205");
  CHECK(influx("") == "\u2205");
  CHECK(name("") == "\u2205");
}

TEST_CASE("a backslash stays only where no reader can take it for an escape") {
  CHECK(live("a\\b") == "a\\b");
  CHECK(live("a\\") == "a\uFF3C");
  CHECK(live("a\\\\b") == "a\uFF3C\\b");
  CHECK(live("a\\ b") == "a\uFF3C\\ b");
  CHECK(influx("a\\,b") == "a\uFF3C\\,b");
  CHECK(influx("a\\\"b") == "a\uFF3C\"b");
}

TEST_CASE("control characters become their pictures") {
  CHECK(live("\0\n\r\t\x1B\x1F\x7F"sv) == "\u2400\u240A\u240D\u2409\u241B\u241F\u2421");
  CHECK(text("a\nb\tc"sv) == "\"a\u240Ab\tc\"");
  CHECK(live("\u2028\u2029") == "\u2424\u2424");
  CHECK(live("\u0085") == "\uFFFD");
}

TEST_CASE("each byte that is no UTF-8 becomes U+FFFD") {
  CHECK(live("\xFF") == "\uFFFD");
  CHECK(live("a\xE2\x82") == "a\uFFFD\uFFFD");
  CHECK(live("\xC0\xAF") == "\uFFFD\uFFFD");
  CHECK(live("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(live("\xF4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");
  CHECK(live("\x80z") == "\uFFFDz");
}

TEST_CASE("what is too long is cut between characters and says so") {
  const std::string most(max_tag_bytes, 'x');
  CHECK(live(most) == most);
  CHECK(live(most + "y") == most + "\u2026");
  const std::string odd = std::string(max_tag_bytes - 1, 'x') + "\u20AC";
  CHECK(live(odd) == std::string(max_tag_bytes - 1, 'x') + "\u2026");
  CHECK(text(std::string(max_text_bytes + 1, 't')) ==
        '"' + std::string(max_text_bytes, 't') + "\u2026\"");
}

TEST_CASE("a text escapes quotes and backslashes and keeps the rest") {
  CHECK(text("say \"a\\b\", x=1") == "\"say \\\"a\\\\b\\\", x=1\"");
  CHECK(text("") == "\"\"");
}

TEST_CASE("the text NaN gets a look-alike where NaN would mean null") {
  CHECK(text("NaN") == "\"\u039DaN\"");
  CHECK(text("NaN", Style::influx) == "\"NaN\"");
  CHECK(text("NaNs") == "\"NaNs\"");
}

TEST_CASE("names take no escape at all") {
  CHECK(name("queue_5m") == "queue_5m");
  CHECK(name("a b,c=d\"e\\") == "a\u2423b\u201Ac\uFF1Dd\uFF02e\uFF3C");
}
