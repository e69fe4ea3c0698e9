#include "agent/config/scalar_place.hpp"

#include <doctest/doctest.h>

#include "agent/config/yaml_reader.hpp"

using namespace livetap;

namespace {

/// Where `part` of the value of `key` stands, as "line:column", and what the file has there.
std::string place(const std::string& yaml, std::string_view part) {
  const auto document = read_yaml(yaml, "f.yaml");
  REQUIRE(document.mistakes.empty());
  const auto& value = document.root.find("key")->value;
  const auto offset = value.text.find(part);
  REQUIRE(offset != std::string::npos);
  const auto origin = place_in_scalar({{"f.yaml", yaml}}, value.origin, value.text, offset);
  return std::to_string(origin.line) + ":" + std::to_string(origin.column);
}

}  // namespace

TEST_CASE("a part of a plain or quoted value is found in its line") {
  CHECK(place("key: count > cuont", "cuont") == "1:14");
  CHECK(place("key: count > cuont", "count") == "1:6");
  CHECK(place("{a: 1, key: \"count > cuont\"}", "cuont") == "1:22");
  CHECK(place("key: 'count > cuont'", "cuont") == "1:15");
  CHECK(place("key: \"x == 'é' and cuont\"", "cuont") == "1:20");
}

TEST_CASE("quotes that YAML wants doubled count once in the value") {
  CHECK(place("key: 'status == ''bad'' and cuont'", "cuont") == "1:29");
  CHECK(place("key: \"status != '' and cuont\"", "cuont") == "1:24");
}

TEST_CASE("a part of a value over several lines is found in its own line") {
  CHECK(place("key: count > 20\n  and cuont", "cuont") == "2:7");
  CHECK(place("key: \"count > 20\n\n   and  cuont\"", "cuont") == "3:9");
  CHECK(place("key: >-\n  count > 20\n  and cuont\n", "cuont") == "3:7");
  CHECK(place("key: |\n    count > 20\n    and cuont\n", "cuont") == "3:9");
}

TEST_CASE("where the file says it in another way, the value's own place is the answer") {
  CHECK(place("key: \"count\\x20> cuont\"", "cuont") == "1:6");
  const Origin origin{"f.yaml", 1, 6};
  CHECK((place_in_scalar({{"f.yaml", "key: ${X}"}}, origin, "a > b", 4) == origin));
  CHECK((place_in_scalar({}, origin, "a > b", 4) == origin));
  const Origin by_default{"f.yaml", 0, 0};
  CHECK((place_in_scalar({{"f.yaml", "key: 1"}}, by_default, "a", 0) == by_default));
}
