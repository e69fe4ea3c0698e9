#include "agent/config/yaml_reader.hpp"

#include <doctest/doctest.h>

#include "fake_environment.hpp"

using namespace livetap;
using Kind = YamlNode::Kind;

namespace {

YamlNode read(std::string_view text) {
  auto document = read_yaml(text, "f.yaml");
  CHECK(test::only(document.mistakes) == "");
  return std::move(document.root);
}

std::string refusal(std::string_view text) {
  return test::only(read_yaml(text, "f.yaml").mistakes);
}

std::string at(const Origin& origin) {
  return std::to_string(origin.line) + ":" + std::to_string(origin.column);
}

}  // namespace

TEST_CASE("every key and value has its line and column, counted in characters") {
  const auto root = read("a: 1\n\"é\": {ü: 'ö', b: [x, \"y\"]}\n");
  REQUIRE(root.kind == Kind::map);
  CHECK(at(root.entries[0].key_origin) == "1:1");
  CHECK(at(root.entries[0].value.origin) == "1:4");
  const auto& flow = root.entries[1].value;
  CHECK(root.entries[1].key == "é");
  CHECK(at(flow.origin) == "2:6");
  CHECK(at(flow.entries[0].key_origin) == "2:7");
  CHECK(at(flow.entries[0].value.origin) == "2:10");
  const auto& list = flow.entries[1].value;
  REQUIRE(list.kind == Kind::list);
  CHECK(at(list.items[1].origin) == "2:22");
  CHECK(list.items[1].origin.file == "f.yaml");
}

TEST_CASE("plain and quoted scalars are told apart") {
  const auto root = read("a: x\nb: 'x'\nc: \"x\"\nd: |\n  x\n");
  CHECK_FALSE(root.entries[0].value.quoted);
  CHECK(root.entries[1].value.quoted);
  CHECK(root.entries[2].value.quoted);
  CHECK(root.entries[3].value.quoted);
}

TEST_CASE("doubled keys are all kept") {
  const auto root = read("a: 1\na: 2\n");
  REQUIRE(root.entries.size() == 2);
  CHECK(root.find("a")->value.text == "1");
}

TEST_CASE("an empty value stands where its key stands, a written null where it is written") {
  const auto root = read("a:\nb: null\nc: ~\n");
  CHECK(root.entries[0].value.kind == Kind::null);
  CHECK(root.entries[0].value.text.empty());
  CHECK(at(root.entries[0].value.origin) == "1:1");
  CHECK(root.entries[1].value.text == "null");
  CHECK(at(root.entries[1].value.origin) == "2:4");
  CHECK(root.entries[2].value.text == "~");
}

TEST_CASE("an alias is a copy that keeps the place of its anchor") {
  const auto root = read("a: &x {k: v}\nb: *x\n");
  const auto& copy = root.find("b")->value;
  CHECK(copy.find("k")->value.text == "v");
  CHECK(at(copy.origin) == "1:4");  // where &x stands
}

TEST_CASE("merged keys come behind the map's own, which win") {
  const auto root = read("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: [*a, *b]\n  x: 9\n");
  const auto& merged = root.find("c")->value;
  REQUIRE(merged.entries.size() == 3);
  CHECK(merged.find("x")->value.text == "9");
  CHECK(merged.find("y")->value.text == "2");
  CHECK(merged.find("z")->value.text == "4");
  CHECK(refusal("c:\n  <<: 5\n") == "2:7 << takes a map or a list of maps");
}

TEST_CASE("an empty text is an empty document") {
  CHECK(read("").kind == Kind::null);
  CHECK(read("# nothing\n\n").kind == Kind::null);
}

TEST_CASE("a byte order mark and Windows line ends do no harm") {
  const auto root = read(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: x\r\n");
  CHECK(at(root.entries[0].key_origin) == "1:1");
  CHECK(root.find("b")->value.text == "x");
  CHECK(at(root.find("b")->key_origin) == "2:1");
}

TEST_CASE("bad syntax is one mistake with its place") {
  CHECK(refusal("a: b: c\n") == "1:5 YAML: illegal map value");
  CHECK(refusal("a:\n    b: 2\n  c: 3\n") == "3:3 YAML: end of map not found");
  CHECK(refusal("a: {b: ${X}, c: 1}\n") == "1:9 YAML: end of map flow not found");
  CHECK(refusal("a: *x\n") == "1:4 YAML: the referenced anchor is not defined");
  CHECK(refusal("a: \"x\nb: 1\n") == "2:5 YAML: illegal EOF in scalar");
  CHECK(refusal("a: 1\n---\nb: 2\n") == "2:1 a second YAML document begins here");
  CHECK(refusal("? [a]\n: b\n") == "1:3 a list or map cannot be a key");
  CHECK(refusal("~: b\n") == "1:1 a key is missing here");
  CHECK(refusal("a: &x [*x]\n") == "1:8 this alias stands inside what it stands for");
}

TEST_CASE("a tab in the indentation is named") {
  const auto document = read_yaml("a:\n\tb: 2\n", "f.yaml");
  REQUIRE(document.mistakes.size() == 1);
  CHECK(document.mistakes[0].hint == "indent with spaces: YAML takes no tabs");
}

TEST_CASE("bytes that are no text are refused with their place") {
  CHECK(refusal("a: 1\nb: \xFF\n") == "2:4 this byte is no UTF-8");
  CHECK(refusal(std::string_view("a: 1\nb: \0\n", 10)) == "2:4 a NUL byte");
}

TEST_CASE("a text over 4 MiB is refused") {
  CHECK(refusal(std::string((4U << 20U) + 1, '#')).starts_with("0:0 the file has 4194305 bytes"));
}

TEST_CASE("64 levels are read and the 65th is refused") {
  const auto nested = [](std::size_t depth) {
    return "a: " + std::string(depth - 1, '[') + std::string(depth - 1, ']');
  };
  CHECK(refusal(nested(64)) == "");
  CHECK(refusal(nested(65)) == "1:67 nested deeper than 64 levels");
  CHECK(refusal(std::string(200000, '[')).find("1:") == 0);
  std::string dashes;
  for (int i = 0; i < 100000; ++i) {
    dashes += "- ";
  }
  CHECK(refusal(dashes) == "1:129 nested deeper than 64 levels");
}

TEST_CASE("aliases do not get around the bound on depth") {
  std::string text = "a0: &a0 [x]\n";
  for (int i = 1; i < 70; ++i) {
    const auto previous = std::to_string(i - 1);
    const auto own = std::to_string(i);
    text += "a" + own + ": &a" + own + " [*a" + previous + "]\n";
  }
  CHECK(refusal(text).find("nested deeper than 64 levels") != std::string::npos);
}

TEST_CASE("a bomb of aliases is refused early") {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const auto previous = " *a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) {
      text += previous + (j < 9 ? "," : " ]\n");
    }
  }
  CHECK(refusal(text).find("more than 100000 values, aliases written out") != std::string::npos);
}

TEST_CASE("a line of a million values costs no square of its length") {
  std::string line = "a: [";
  for (int i = 0; i < 1000000; ++i) {
    line += "é,";
  }
  CHECK(refusal(line).find("more than 100000 values") != std::string::npos);
}
