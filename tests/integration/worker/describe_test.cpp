#include <doctest/doctest.h>

#include "agent/worker/probe_check.hpp"
#include "fleet_bench.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

Error refusal(const std::string& plugin) {
  const auto described = describe_plugin(abi_plugin(plugin));
  REQUIRE(!described.has_value());
  CHECK(!described.error().hint.empty());
  return described.error();
}

bool names(const std::string& text, const std::string& part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a plugin is described by a worker that loads it") {
  const auto plain = describe_plugin(abi_plugin("plain"));
  REQUIRE(plain.has_value());
  CHECK(plain->path == abi_plugin("plain"));
  CHECK(plain->version == "1.0");
  REQUIRE(plain->types.size() == 1);
  CHECK(plain->types[0].id == "plain");
  CHECK(plain->types[0].settings[0].type == SettingType::number);
  CHECK(plain->types[0].settings[0].default_value == "1.5");
  CHECK(children().empty());
}

TEST_CASE("plugins of an older and of a newer header are understood") {
  CHECK(describe_plugin(abi_plugin("older_structs")).has_value());
  const auto older = describe_plugin(abi_plugin("minor_1_0"));
  REQUIRE(older.has_value());
  CHECK(older->abi_minor == 0);
  const auto newer = describe_plugin(abi_plugin("newer_structs"));
  REQUIRE(newer.has_value());
  REQUIRE(newer->types.size() == 2);
  CHECK(newer->types[1].id == "newer_second");
}

TEST_CASE("what is no plugin for us is refused with what was found, wanted, where, and the cure") {
  CHECK(names(refusal("wrong_major").message, abi_plugin("wrong_major") + " was built for plugin"));
  CHECK(names(refusal("newer_minor").message, "this agent knows up to 1.1"));
  CHECK(names(refusal("shorter_entry").message, "bytes, at least"));
  CHECK(names(refusal("missing_symbol").message, "exports no symbol livetap_probe_entry"));
  CHECK(names(refusal("unresolved").message, "cannot load " + abi_plugin("unresolved")));
  CHECK(names(refusal("no_such_file").message, "cannot load"));
  CHECK(names(refusal("bad_descriptions").message, "; "));
}

TEST_CASE("a plugin that crashes, exits or hangs while it is described is named as that") {
  CHECK(names(refusal("crash_at_load").message, "crashed: signal"));
  CHECK(names(refusal("exit_at_load").message, "exited with status 0"));
  const auto began = std::chrono::steady_clock::now();
  CHECK(names(refusal("hang_at_load").message, "was not ready within 2000 ms"));
  CHECK(std::chrono::steady_clock::now() - began < 3s);
  CHECK(children().empty());
}

TEST_CASE("instances are tried without asking their sources, all at once") {
  const auto results =
      check_probes({abi_probe("plain"), abi_probe("misbehave", "throw_create"),
                    abi_probe("misbehave", "fail_create"), abi_probe("misbehave", "null_schema"),
                    abi_probe("bad_schema"), abi_probe("misbehave", "segfault"),
                    abi_probe("misbehave", "hang_destroy"), abi_probe("misbehave", "hang_create")});
  REQUIRE(results.size() == 8);
  REQUIRE(results[0].has_value());
  CHECK(results[0]->at(0).name == "plain");
  CHECK(names(results[1].error().message, "thrown by create"));
  CHECK(names(results[2].error().message, "gave no reason"));
  CHECK(names(results[3].error().message, "no schema"));
  CHECK(names(results[4].error().message, "; "));
  CHECK(results[5].has_value());
  CHECK(results[6].has_value());
  CHECK(names(results[7].error().message, "not ready within"));
  CHECK(children().empty());
}
