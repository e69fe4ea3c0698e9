#include "agent/model/setting.hpp"

#include <doctest/doctest.h>

using namespace livetap;

namespace {

Setting text(std::string value, int line) {
  return {SettingType::text, std::move(value), {"f", line, 1}};
}

Setting section(Setting::Entries entries, int line) {
  return {SettingType::section, std::move(entries), {"f", line, 1}};
}

/// url: ..., queries: [{sql}, {sql}], defaulted
Setting example() {
  const auto query = [](int line) {
    return section({{"sql", text("select", line)}, {"view", text("series", 0)}}, line);
  };
  const Setting queries{SettingType::list, Setting::List{query(3), query(5)}, {"f", 2, 1}};
  return section({{"url", text("u", 1)}, {"queries", queries}}, 1);
}

}  // namespace

TEST_CASE("entries are found by their key") {
  const auto settings = example();
  REQUIRE(settings.find("url") != nullptr);
  CHECK(settings.text("url") == "u");
  CHECK(settings.find("none") == nullptr);
  CHECK(settings.find("url")->find("x") == nullptr);
}

TEST_CASE("a key path leads to its node, as far as it goes") {
  const auto settings = example();
  CHECK(settings.locate("").origin.line == 1);
  CHECK(settings.locate("queries").origin.line == 2);
  CHECK(settings.locate("queries[1]").origin.line == 5);
  CHECK(settings.locate("queries[1].sql").origin.line == 5);
  CHECK(settings.locate("queries[0].sql.deeper").origin.line == 3);
  CHECK(settings.locate("queries[7].sql").origin.line == 2);
  CHECK(settings.locate("queries[x]").origin.line == 3);
  CHECK(settings.locate("none[0]").origin.line == 1);
}

TEST_CASE("a default stands nowhere: a path to it ends at what holds it") {
  CHECK(example().locate("queries[1].view").origin.line == 5);
}

TEST_CASE("an absent entry reads as its type's zero") {
  const auto settings = example();
  CHECK(settings.text("none") == "");
  CHECK(settings.integer("none") == 0);
  CHECK(settings.number("none") == 0.0);
  CHECK_FALSE(settings.boolean("none"));
  CHECK(settings.duration("none") == std::chrono::milliseconds(0));
}

TEST_CASE("durations are kept in nanoseconds and read in milliseconds") {
  const auto settings =
      section({{"t", {SettingType::duration, std::int64_t{1'500'000'000}, {"f", 1, 1}}}}, 1);
  CHECK(settings.duration("t") == std::chrono::milliseconds(1500));
}

TEST_CASE("types have the names of the plugin boundary") {
  CHECK(to_string(SettingType::text) == "text");
  CHECK(to_string(SettingType::integer) == "int");
  CHECK(to_string(SettingType::map) == "map");
  CHECK(to_string(SettingType::size) == "size");
}
