#include <doctest/doctest.h>

#include "unit/plugins/sdk/probe_of.hpp"

using namespace livetap::sdk;
using namespace livetap::sdk::test;

namespace {

const Node sample(Node::Entries{
    {"url", "http://a"},
    {"sides", 6},
    {"ratio", 0.5},
    {"on", true},
    {"pause", std::int64_t{1'500'000'000}},
    {"names", Node(Node::List{"a", "b"})},
    {"headers", Node(Node::Entries{{"X-Key", "k"}, {"Accept", "json"}})},
    {"queries", Node(Node::List{Node(Node::Entries{{"sql", "select 1"}}),
                                Node(Node::Entries{{"sql", "select 2"}, {"rows", 5}})})},
});

}  // namespace

TEST_CASE("settings are read by key, each as its type") {
  CHECK(created_with(sample, [](Settings settings) {
          CHECK(settings.text("url") == "http://a");
          CHECK(settings.integer("sides") == 6);
          CHECK(settings.number("ratio") == 0.5);
          CHECK(settings.number("sides") == 6.0);
          CHECK(settings.boolean("on"));
          CHECK(settings.duration("pause") == 1500ms);
          CHECK(settings.texts("names") == std::vector<std::string>{"a", "b"});
          CHECK(settings.size() == 8);
        }) == "ok");
}

TEST_CASE("what is not set is nothing, empty, or an error that says so") {
  CHECK(created_with(sample, [](Settings settings) {
          CHECK_FALSE(settings.has("other"));
          CHECK_FALSE(settings.optional_text("other"));
          CHECK(settings.optional_integer("sides") == 6);
          CHECK_FALSE(settings.optional_duration("other"));
          CHECK(settings.list("other").empty());
          CHECK(settings.map("other").empty());
          CHECK_FALSE(settings.child("other").child("below").is_set());
          (void)settings.child("other").text("below");
        }) == "config: setting other.below is not set | set it to a text | other.below");
}

TEST_CASE("a setting read as another type than it has is the plugin's own fault") {
  CHECK(created_with(sample, [](Settings settings) { (void)settings.integer("url"); }) ==
        "internal: setting url was read as an integer by the plugin, which describes it as "
        "something else |  | url");
}

TEST_CASE("elements and entries know their key path") {
  std::vector<std::string> seen;
  created_with(sample, [&](Settings settings) {
    for (const Settings& query : settings.list("queries")) {
      seen.push_back(query.path() + " " + std::string(query.text("sql")));
    }
    for (const auto& [key, value] : settings.map("headers")) {
      seen.push_back(std::string(key) + " " + value.path() + " " + std::string(value.text()));
    }
  });
  CHECK(seen == std::vector<std::string>{"queries[0] select 1", "queries[1] select 2",
                                         "X-Key headers.X-Key k", "Accept headers.Accept json"});
}

TEST_CASE("a probe's own complaint names the key path") {
  CHECK(created_with(sample, [](Settings settings) {
          settings.list("queries")[1].child("rows").fail("too few rows", "ask for more");
        }) == "config: too few rows | ask for more | queries[1].rows");
  CHECK(created_with(sample, [](Settings settings) { settings.fail("nothing fits"); }) ==
        "config: nothing fits |  | ");
}
