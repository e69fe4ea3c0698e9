#include "agent/config/spec_check.hpp"

#include <doctest/doctest.h>

#include "agent/config/yaml_reader.hpp"
#include "fake_catalog.hpp"
#include "fake_environment.hpp"

using namespace livetap;
using test::choice;
using test::required;
using test::spec;
using test::with_default;
using Type = SettingType;

namespace {

struct Checked {
  Setting tree;
  std::vector<Mistake> mistakes;
  SecretMask secrets;
};

Checked check(const std::string& text, const std::vector<SettingSpec>& keys,
              const test::FakeWorld& world = {}) {
  Checked checked;
  const auto document = read_yaml(text, "/etc/f.yaml");
  REQUIRE(document.mistakes.empty());
  const auto environment = world.environment();
  SpecCheck spec_check(environment, checked.mistakes, checked.secrets);
  checked.tree = spec_check.section(document.root, keys, "", {"/etc/f.yaml", 1, 1});
  return checked;
}

std::string mistake(const std::string& text, const std::vector<SettingSpec>& keys,
                    const test::FakeWorld& world = {}) {
  return test::only(check(text, keys, world).mistakes);
}

}  // namespace

TEST_CASE("scalars become what their spec says") {
  const auto checked = check(
      "text: 15\nint: 7\nnumber: 3\nbool: true\nduration: 1.5s\nsize: 2KiB\nurl: http://h\n"
      "choice: b\nsecret: hunter2\n",
      {spec(Type::text, "text"), spec(Type::integer, "int"), spec(Type::number, "number"),
       spec(Type::boolean, "bool"), spec(Type::duration, "duration"), spec(Type::size, "size"),
       spec(Type::url, "url"), choice("choice", {"a", "b"}), spec(Type::secret, "secret")});
  CHECK(test::only(checked.mistakes) == "");
  CHECK(checked.tree.text("text") == "15");
  CHECK(checked.tree.integer("int") == 7);
  CHECK(checked.tree.number("number") == 3.0);
  CHECK(checked.tree.boolean("bool"));
  CHECK(checked.tree.integer("duration") == 1'500'000'000);
  CHECK(checked.tree.duration("duration") == std::chrono::milliseconds(1500));
  CHECK(checked.tree.integer("size") == 2048);
  CHECK(checked.tree.text("url") == "http://h");
  CHECK(checked.tree.text("choice") == "b");
  CHECK(checked.tree.text("secret") == "hunter2");
  CHECK(checked.tree.find("size")->type == Type::size);
  CHECK(checked.tree.find("int")->origin == Origin{"/etc/f.yaml", 2, 6});
}

TEST_CASE("a value of the wrong type is named with what was wanted") {
  CHECK(mistake("a: x", {spec(Type::integer, "a")}) == "1:4 'a' must be a whole number, not 'x'");
  CHECK(mistake("a: x", {spec(Type::number, "a")}) == "1:4 'a' must be a number, not 'x'");
  CHECK(mistake("a: x", {spec(Type::boolean, "a")}) == "1:4 'a' must be true or false, not 'x'");
  CHECK(mistake("a: 5", {spec(Type::duration, "a")}) == "1:4 'a' must be a duration, not '5'");
  CHECK(mistake("a: 5", {spec(Type::size, "a")}) == "1:4 'a' must be a size, not '5'");
  CHECK(mistake("a: c", {choice("a", {"x", "y"})}) == "1:4 'a' must be one of: x, y, not 'c'");
  CHECK(mistake("a: h", {spec(Type::url, "a")}) == "1:4 'a' must be a URL, scheme://host...");
}

TEST_CASE("the wrong kind of node is named with what was wanted") {
  CHECK(mistake("a: [1]", {spec(Type::text, "a")}) ==
        "1:4 'a' must be a single value (text), not a list");
  CHECK(mistake("a: 1", {spec(Type::list, "a")}) ==
        "1:4 'a' must be a list ([a, b], or lines of - a), not a single value");
  CHECK(mistake("a: [1]", {spec(Type::section, "a")}) ==
        "1:4 'a' must be a map (key: value), not a list");
  CHECK(mistake("a: 1", {spec(Type::map, "a")}) ==
        "1:4 'a' must be a map (key: value), not a single value");
  CHECK(mistake("[1]", {}) == "1:1 this must be a map (key: value), not a list");
}

TEST_CASE("unknown, doubled and missing keys are told with their place") {
  const std::vector<SettingSpec> keys{required(spec(Type::text, "url")), spec(Type::text, "user")};
  CHECK(mistake("url: x\nusre: y\n", keys) == "2:1 unknown key 'usre'");
  CHECK(check("url: x\nusre: y\n", keys).mistakes[0].hint == "did you mean 'user'?");
  CHECK(mistake("url: x\nurl: y\n", keys) == "2:1 'url' is given twice");
  CHECK(mistake("user: x\n", keys) == "1:1 'url' is missing");
  CHECK(mistake("a:\n  user: x\n", {spec(Type::section, "a", keys)}) ==
        "1:1 'url' is missing in a");
}

TEST_CASE("an empty value is an empty collection, and a mistake for a scalar") {
  const auto checked = check(
      "l:\nm:\ns:\n", {spec(Type::list, "l"), spec(Type::map, "m"), spec(Type::section, "s")});
  CHECK(test::only(checked.mistakes) == "");
  CHECK(std::get<Setting::List>(checked.tree.find("l")->value).empty());
  CHECK(std::get<Setting::Entries>(checked.tree.find("s")->value).empty());
  CHECK(mistake("a:\nb: 1\n", {spec(Type::text, "a"), spec(Type::text, "b")}) ==
        "1:1 'a' has no value");
  CHECK(mistake("a: null", {spec(Type::text, "a")}) == "1:4 'a' has no value");
}

TEST_CASE("the word null is a choice where there is that choice") {
  const auto checked = check("a: null", {choice("a", {"zero", "null"})});
  CHECK(test::only(checked.mistakes) == "");
  CHECK(checked.tree.text("a") == "null");
  CHECK(mistake("a: ~", {choice("a", {"zero", "null"})}) == "1:4 'a' has no value");
  CHECK(mistake("a:", {choice("a", {"zero", "null"})}) == "1:1 'a' has no value");
}

TEST_CASE("lists, maps and sections nest") {
  const std::vector<SettingSpec> keys{
      spec(Type::list, "tags"),
      spec(Type::map, "fields",
           {spec(Type::section, "", {spec(Type::text, "type"), spec(Type::boolean, "trend")})})};
  const auto checked = check("tags: [a, b]\nfields: {count: {type: int, trend: no}}", keys);
  CHECK(test::only(checked.mistakes) == "");
  CHECK(std::get<Setting::List>(checked.tree.find("tags")->value).size() == 2);
  const auto* count = checked.tree.find("fields")->find("count");
  REQUIRE(count != nullptr);
  CHECK(count->text("type") == "int");
  CHECK_FALSE(count->boolean("trend"));
  CHECK(mistake("fields: {count: {typ: int}}", keys) == "1:18 unknown key 'typ' in fields.count");
  CHECK(mistake("fields:\n  a: {}\n  a: {}\n", keys) == "3:3 'a' is given twice in fields");
  CHECK(mistake("tags: [a, [b]]", keys) ==
        "1:11 'tags[1]' must be a single value (text), not a list");
}

TEST_CASE("defaults are filled in as YAML, and stand nowhere") {
  const auto section = with_default(
      spec(Type::section, "lag", {with_default(spec(Type::integer, "n"), "1000")}), "{}");
  const auto checked = check(
      "", {section, with_default(spec(Type::list, "w", {spec(Type::duration, "")}), "[5m, 1h]"),
           with_default(spec(Type::text, "glob"), "*"), with_default(spec(Type::text, "p"), ""),
           spec(Type::section, "none", {with_default(spec(Type::text, "x"), "y")})});
  CHECK(test::only(checked.mistakes) == "");
  CHECK(checked.tree.find("lag")->integer("n") == 1000);
  CHECK(checked.tree.find("lag")->origin.line == 0);
  CHECK(std::get<Setting::List>(checked.tree.find("w")->value).size() == 2);
  CHECK(checked.tree.text("glob") == "*");
  CHECK(checked.tree.text("p") == "");
  CHECK(checked.tree.find("none") == nullptr);
}

TEST_CASE("a default that does not fit is told at the section") {
  CHECK(mistake("", {with_default(spec(Type::integer, "n"), "many")}) ==
        "1:1 the default of 'n' does not fit: 'n' must be a whole number, not 'many'");
}

TEST_CASE("variables are filled in before a value is parsed") {
  const test::FakeWorld world{{{"N", "5"}, {"ON", "true"}, {"T", "2s"}}, {}};
  const auto checked =
      check("n: ${N}\nb: \"${ON}\"\nt: ${T}\nf: {x: \"${N}0\"}",
            {spec(Type::integer, "n"), spec(Type::boolean, "b"), spec(Type::duration, "t"),
             spec(Type::section, "f", {spec(Type::integer, "x")})},
            world);
  CHECK(test::only(checked.mistakes) == "");
  CHECK(checked.tree.integer("n") == 5);
  CHECK(checked.tree.boolean("b"));
  CHECK(checked.tree.duration("t") == std::chrono::seconds(2));
  CHECK(checked.tree.find("f")->integer("x") == 50);
}

TEST_CASE("an unset variable is a mistake where it is named, keys are left alone") {
  CHECK(mistake("a: ${NONE}", {spec(Type::text, "a")}) == "1:4 'a': the variable NONE is not set");
  CHECK(mistake("${NONE}: a", {spec(Type::text, "a")}) == "1:1 unknown key '${NONE}'");
}

TEST_CASE("a key with a mistake is there without value") {
  const auto checked = check("a: x", {spec(Type::integer, "a")});
  REQUIRE(checked.tree.find("a") != nullptr);
  CHECK(checked.tree.find("a")->value.index() == 0);
  CHECK(checked.tree.integer("a") == 0);
}
