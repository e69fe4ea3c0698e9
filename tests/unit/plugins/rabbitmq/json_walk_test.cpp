#include "plugins/rabbitmq/json_walk.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace livetap::rabbitmq;

namespace {

struct Recorder final : JsonListener {
  std::vector<std::string> heard;

  void object_begins(std::string_view path) override { heard.push_back("{" + std::string(path)); }
  void object_ends(std::string_view path) override { heard.push_back("}" + std::string(path)); }
  void value(std::string_view path, const JsonScalar& scalar) override {
    std::string text = std::string(path) + "=";
    if (const auto* word = std::get_if<std::string_view>(&scalar)) text += *word;
    if (const auto* whole = std::get_if<std::int64_t>(&scalar)) text += std::to_string(*whole);
    if (const auto* number = std::get_if<double>(&scalar)) text += std::to_string(*number);
    if (const auto* truth = std::get_if<bool>(&scalar)) text += *truth ? "true" : "false";
    if (std::holds_alternative<std::nullptr_t>(scalar)) text += "null";
    heard.push_back(text);
  }
};

using Heard = std::vector<std::string>;

Heard heard_in(std::string_view document) {
  Recorder recorder;
  CHECK(!walk_json(document, recorder));
  return recorder.heard;
}

std::optional<std::string> fault_in(std::string_view document) {
  Recorder recorder;
  return walk_json(document, recorder);
}

}  // namespace

TEST_CASE("every value is told with its path") {
  CHECK(heard_in(R"({"items":[{"name":"a","stats":{"rate":0.5}},{"name":"b"}],"n":2})") ==
        Heard{"{", "{items[]", "items[].name=a", "{items[].stats", "items[].stats.rate=0.500000",
              "}items[].stats", "}items[]", "{items[]", "items[].name=b", "}items[]", "n=2", "}"});
}

TEST_CASE("arrays in arrays, empty containers and bare values") {
  CHECK(heard_in(R"([[1,[true]],[],{},null])") ==
        Heard{"[][]=1", "[][][]=true", "{[]", "}[]", "[]=null"});
  CHECK(heard_in("-7") == Heard{"=-7"});
}

TEST_CASE("keys that look like a path confuse nothing that comes after") {
  CHECK(heard_in(R"({"[]":1,"":2,"a.b":{"c":3},"d":4})") ==
        Heard{"{", "[]=1", "=2", "{a.b", "a.b.c=3", "}a.b", "d=4", "}"});
}

TEST_CASE("names with anything in them come through unharmed") {
  using namespace std::string_literals;
  CHECK(heard_in(R"("line\nbreak, a=b \"q\" back\\slash nul\u0000 sep\u2028")") ==
        Heard{"=line\nbreak, a=b \"q\" back\\slash nul\0 sep\xe2\x80\xa8"s});
  CHECK(heard_in("\"broken\xff\xfe\"") == Heard{"=broken\xff\xfe"});
  const std::string longest(64 * 1024, 'x');
  CHECK(heard_in('"' + longest + '"') == Heard{"=" + longest});
}

TEST_CASE("a long key stands for nothing") {
  CHECK(heard_in(R"({")" + std::string(65, 'k') + R"(":1,"n":2})") ==
        Heard{"{", "?=1", "n=2", "}"});
}

TEST_CASE("what is no JSON is refused with the place of the fault") {
  CHECK(fault_in("") == "incomplete JSON at byte 0");
  CHECK(fault_in(R"({"items":[{"name":"ord)"));
  CHECK(fault_in("<html>502 Bad Gateway</html>") == "syntax error at byte 0");
  CHECK(fault_in(R"({"rate":NaN})"));
  CHECK(fault_in("{} {}"));
}

TEST_CASE("nesting deeper than 32 is refused, a million levels as well") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(!fault_in(nested(32)));
  CHECK(fault_in(nested(33)));
  CHECK(fault_in(nested(1'000'000)));
}
