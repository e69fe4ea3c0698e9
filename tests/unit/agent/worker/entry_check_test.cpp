#include <doctest/doctest.h>

#include "agent/worker/loader.hpp"
#include "agent/worker/schema_copy.hpp"

using namespace livetap;
using namespace livetap::worker;

namespace {

void* create(const livetap_host*, const livetap_node*, livetap_error*) {
  return nullptr;
}
const livetap_schema* schema(void*) {
  return nullptr;
}
int collect(void*, const livetap_call*, livetap_error*) {
  return 1;
}
void destroy(void*) {}

struct Plugin {
  livetap_setting setting{};
  livetap_probe_type type{};
  livetap_entry entry{};

  Plugin() {
    setting.size = sizeof setting;
    setting.type = LIVETAP_SETTING_TEXT;
    setting.name = LIVETAP_STR("url");
    type.size = sizeof type;
    type.id = LIVETAP_STR("good");
    type.settings = &setting;
    type.setting_count = 1;
    type.create = create;
    type.schema = schema;
    type.collect = collect;
    type.destroy = destroy;
    entry.size = sizeof entry;
    entry.abi_major = LIVETAP_ABI_MAJOR;
    entry.abi_minor = LIVETAP_ABI_MINOR;
    entry.type_count = 1;
    entry.types = &type;
  }
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  Error refusal() const {
    const auto checked = check_entry(entry, "/lib/p.so");
    REQUIRE(!checked.has_value());
    return checked.error();
  }
};

bool says(const Error& error, std::string_view text) {
  CAPTURE(error.message);
  return error.message.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("a sound plugin is described") {
  const Plugin plugin;
  const auto checked = check_entry(plugin.entry, "/lib/p.so");
  REQUIRE(checked.has_value());
  CHECK(checked->types[0].id == "good");
  CHECK(checked->types[0].settings[0].name == "url");
}

TEST_CASE("another major is refused with what was found, wanted, and the cure") {
  Plugin plugin;
  plugin.entry.abi_major = 2;
  const auto error = plugin.refusal();
  CHECK(error.kind == ErrorKind::config);
  CHECK(error.message == "/lib/p.so was built for plugin ABI 2.1, this agent speaks 1.1");
  CHECK(error.hint.find("install") != std::string::npos);
}

TEST_CASE("a newer minor and a shorter entry are refused") {
  Plugin newer;
  newer.entry.abi_minor = 9;
  CHECK(says(newer.refusal(), "wants plugin ABI 1.9, this agent knows up to 1.1"));
  Plugin shorter;
  shorter.entry.size = 8;
  CHECK(says(shorter.refusal(), "says it has 8 bytes"));
}

TEST_CASE("every mistake of a description is named at once") {
  Plugin plugin;
  plugin.type.id = LIVETAP_STR("No Name");
  plugin.type.create = nullptr;
  plugin.type.collect = nullptr;
  plugin.setting.type = 99;
  plugin.entry.version = {nullptr, 5};
  const auto error = plugin.refusal();
  CHECK(says(error, "version has 5 bytes at no address"));
  CHECK(says(error, "id 'No Name' is no name"));
  CHECK(says(error, "no function create"));
  CHECK(says(error, "no function collect"));
  CHECK(says(error, "setting url: type 99 is not known"));
}

TEST_CASE("types that are not there are a mistake, not a crash") {
  Plugin plugin;
  plugin.entry.types = nullptr;
  CHECK(says(plugin.refusal(), "between 1 and 64 probe types"));
}

TEST_CASE("a schema that is not there, or lies about its arrays, is a mistake") {
  CHECK(!copy_schema(nullptr).has_value());
  livetap_measurement measurement{};
  measurement.size = sizeof measurement;
  measurement.name = LIVETAP_STR("m");
  measurement.field_count = 3;
  const livetap_schema schema{sizeof schema, 0, &measurement, 1};
  const auto copied = copy_schema(&schema);
  REQUIRE(!copied.has_value());
  CHECK(says(copied.error(), "m: 3 fields at no address"));
}
