#include "plugins/services/json_places.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace livetap::services;

namespace {

/// What stands at a place of a document, in words: text in quotes, "nothing" where no scalar is.
std::string at(const std::string& pointer, std::string_view document) {
  JsonPlaces places({pointer});
  net::JsonWalk walk(places);
  walk.take(document);
  walk.finish();
  const auto scalar = places.at(pointer);
  if (!scalar) return "nothing";
  if (const auto* text = std::get_if<std::string_view>(&*scalar))
    return '"' + std::string(*text) + '"';
  if (const auto* whole = std::get_if<std::int64_t>(&*scalar)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&*scalar)) return std::to_string(*number);
  if (const auto* truth = std::get_if<bool>(&*scalar)) return *truth ? "true" : "false";
  return "null";
}

}  // namespace

TEST_CASE("a pointer leads into objects and arrays") {
  const std::string_view document =
      R"({"status":"ok","deep":{"er":{"n":-3}},"list":[{"up":true},[1.5,null]],"last":"end"})";
  CHECK(at("/status", document) == "\"ok\"");
  CHECK(at("/deep/er/n", document) == "-3");
  CHECK(at("/list/0/up", document) == "true");
  CHECK(at("/list/1/0", document) == "1.500000");
  CHECK(at("/list/1/1", document) == "null");
  CHECK(at("/last", document) == "\"end\"");
  CHECK(at("/1", "[[],{},7]") == "nothing");
  CHECK(at("/2", "[[],{},7]") == "7");
}

TEST_CASE("what is no scalar, or not there, is nothing") {
  const std::string_view document = R"({"a":{"b":1},"list":[]})";
  for (const char* pointer : {"/a", "/list", "/list/0", "/b", "/a/b/c", "/a/", "//b"}) {
    CAPTURE(pointer);
    CHECK(at(pointer, document) == "nothing");
  }
  CHECK(at("/a", "5") == "nothing");
}

TEST_CASE("keys that look like pointers lead nowhere else") {
  CHECK(at("/a/b", R"({"a/b":1})") == "nothing");
  CHECK(at("/a~1b", R"({"a/b":1})") == "1");
  CHECK(at("/m~0n", R"({"m~n":2})") == "2");
  CHECK(at("/m~0n", R"({"m~0n":2})") == "nothing");
  CHECK(at("/0", R"({"0":"key"})") == "\"key\"");
  CHECK(at("/", R"({"":3})") == "3");
  const std::string long_key(300, 'k');
  CHECK(at("/x", "{\"" + long_key + "\":1,\"x\":2}") == "2");
  CHECK(at("/" + long_key, "{\"" + long_key + "\":1}") == "nothing");
}

TEST_CASE("of a member that is there twice the last counts") {
  CHECK(at("/a", R"({"a":1,"a":2})") == "2");
  CHECK(at("/a", R"({"a":1,"a":{}})") == "nothing");
}

TEST_CASE("names with anything in them come through unharmed") {
  using namespace std::string_literals;
  CHECK(at("/n", R"({"n":"line\nbreak, a=b \"q\" nul\u0000 sep\u2028"})") ==
        "\"line\nbreak, a=b \"q\" nul\0 sep\xe2\x80\xa8\""s);
  CHECK(at("/n", "{\"n\":\"broken\xff\"}") == "\"broken\xff\"");
}
