#include "net/json_walk.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace livetap::net;

namespace {

struct Recorder final : JsonListener {
  std::string heard;

  void object_begins() override { heard += '{'; }
  void object_ends() override { heard += '}'; }
  void array_begins() override { heard += '['; }
  void array_ends() override { heard += ']'; }
  void key(std::string_view name) override { heard.append(name).append(":"); }
  void value(const JsonScalar& scalar) override {
    if (const auto* text = std::get_if<std::string_view>(&scalar)) heard += *text;
    if (const auto* whole = std::get_if<std::int64_t>(&scalar)) heard += std::to_string(*whole);
    if (const auto* number = std::get_if<double>(&scalar)) heard += std::to_string(*number);
    if (const auto* truth = std::get_if<bool>(&scalar)) heard += *truth ? "true" : "false";
    if (std::holds_alternative<std::nullptr_t>(scalar)) heard += "null";
    heard += ' ';
  }
};

/// What is heard of a document that comes in parts of a size, and the fault behind it, if any.
std::string heard_of(std::string_view document, std::size_t part, std::size_t text_limit = 100) {
  Recorder recorder;
  JsonWalk walk(recorder, text_limit);
  for (std::size_t at = 0; at < document.size(); at += part) walk.take(document.substr(at, part));
  const auto fault = walk.finish();
  return recorder.heard + fault.value_or("");
}

}  // namespace

TEST_CASE("a document in parts of any size is heard as a whole one") {
  const std::string_view document =
      R"( {"name":"line\nbreak \u2028","n":[-12.5e1,18446744073709551615,true],"o":{"x":null}} )";
  const std::string whole = heard_of(document, document.size());
  CHECK(whole ==
        "{name:line\nbreak \xe2\x80\xa8 n:[-125.000000 18446744073709551616.000000 true ]"
        "o:{x:null }}");
  for (std::size_t part = 1; part < 20; ++part) CHECK(heard_of(document, part) == whole);
}

TEST_CASE("of a long text the beginning is told, cut between characters") {
  for (const std::size_t part : {1u, 3u, 1000u}) {
    CHECK(heard_of("\"abcdef\"", part, 4) == "abcd ");
    CHECK(heard_of("\"abcd\"", part, 4) == "abcd ");
    CHECK(heard_of("\"abc\xe2\x82\xac\"", part, 4) == "abc ");
    CHECK(heard_of("\"abc\xc3\xa4\"", part, 5) == "abc\xc3\xa4 ");
  }
}

TEST_CASE("a document that ends too early, or goes on, is refused") {
  for (const std::size_t part : {1u, 1000u}) {
    CHECK(heard_of(R"({"a":1)", part) == "{a:1 incomplete JSON at byte 6");
    CHECK(heard_of("", part) == "incomplete JSON at byte 0");
    CHECK(heard_of("{} {}", part) == "{}extra data at byte 3");
    CHECK(heard_of("1 ", part) == "1 ");
  }
}

TEST_CASE("after a fault nothing is heard any more") {
  CHECK(heard_of(R"({"rate":NaN,"up":true})", 1).starts_with("{rate:syntax error at byte "));
  CHECK(heard_of("<html>" + std::string(100'000, 'x'), 7) == "syntax error at byte 0");
}

TEST_CASE("nesting and keys have bounds, however deep or long a document is") {
  CHECK(heard_of(std::string(1'000'000, '['), 4096).ends_with("too deep at byte 32"));
  CHECK(heard_of("{\"" + std::string(1'000'000, 'k') + "\":1}", 4096).find("large") !=
        std::string::npos);
}
