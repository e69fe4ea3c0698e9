#include "agent/config/json_schema.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "fake_catalog.hpp"

using namespace livetap;
namespace json = boost::json;

namespace {

json::value schema() {
  test::FakeCatalog catalog;
  return json::parse(json_schema({*catalog.describe("postgres"), *catalog.describe("rabbitmq")}));
}

std::string at(const json::value& root, const char* pointer) {
  return json::serialize(root.at_pointer(pointer));
}

}  // namespace

TEST_CASE("the schema names its dialect and refuses unknown keys") {
  const auto root = schema();
  CHECK(at(root, "/$schema") == "\"https://json-schema.org/draft/2020-12/schema\"");
  CHECK(at(root, "/additionalProperties") == "false");
  CHECK(at(root, "/properties/grafana/required") == "[\"url\"]");
  CHECK(at(root, "/properties/grafana/properties/password_file/type") == "\"string\"");
}

TEST_CASE("the schema knows choices, defaults, docs and variables") {
  const auto root = schema();
  CHECK(at(root, "/properties/agent/properties/log/properties/format/anyOf/0/enum") ==
        R"(["text","json"])");
  CHECK(at(root, "/properties/agent/properties/log/properties/format/default") == "\"text\"");
  CHECK(at(root, "/properties/defaults/properties/interval/description") ==
        "\"From one gather to the next\"");
  CHECK(at(root, "/properties/defaults/properties/interval/anyOf/1/pattern") == R"("\\$\\{")");
  CHECK(at(root, "/properties/include/anyOf/0/type") == "\"string\"");
}

TEST_CASE("a probe's settings depend on its plugin") {
  const auto root = schema();
  CHECK(at(root, "/properties/probes/items/$ref") == "\"#/$defs/probe\"");
  CHECK(at(root, "/$defs/probe/required") == R"(["name","plugin"])");
  CHECK(at(root, "/$defs/probe/allOf/0/if/properties/plugin/const") == "\"postgres\"");
  const std::string query =
      "/$defs/probe/allOf/0/then/properties/settings/properties/queries/items";
  CHECK(at(root, (query + "/required").c_str()) == R"(["sql"])");
  CHECK(at(root, (query + "/properties/on_empty/anyOf/0/enum").c_str()) ==
        R"(["zero","null",null,"nothing"])");
  CHECK(at(root,
           (query + "/properties/fields/additionalProperties/properties/unit/default").c_str()) ==
        "\"none\"");
  CHECK(at(root, "/$defs/probe/allOf/1/if/properties/plugin/const") == "\"rabbitmq\"");
}

TEST_CASE("a required secret may be given as a file") {
  ProbeDescription probe;
  probe.id = "p";
  probe.settings = {test::required(test::spec(SettingType::secret, "token"))};
  const auto root = json::parse(json_schema({probe}));
  CHECK(at(root, "/$defs/probe/allOf/0/then/properties/settings/allOf/0/oneOf") ==
        R"([{"required":["token"]},{"required":["token_file"]}])");
}
