#include <doctest/doctest.h>

#include "agent/worker/probe_spec.hpp"
#include "agent/worker/spec_secrets.hpp"
#include "sample_messages.hpp"

using namespace livetap;
using namespace livetap::worker;

namespace {

ProbeSpec spec() {
  ProbeSpec spec;
  spec.name = "trading";
  spec.settings = sample_start().settings;
  return spec;
}

}  // namespace

TEST_CASE("a probe is the same wherever its settings are written") {
  auto moved = spec();
  moved.settings.origin.line = 99;
  moved.state.emplace("cursor", "1");
  CHECK(same_probe(spec(), moved));
}

TEST_CASE("a probe with another value deep in its settings is another one") {
  auto changed = spec();
  auto& entries = std::get<Setting::Entries>(changed.settings.value);
  auto& query = std::get<Setting::List>(entries[4].setting.value)[0];
  std::get<Setting::Entries>(query.value)[0].setting.value = std::string("select 2");
  CHECK(!same_probe(spec(), changed));
}

TEST_CASE("secrets of the settings and passwords of URLs are masked") {
  Setting settings;
  settings.value = Setting::Entries{
      {"password", {SettingType::secret, std::string("hunter2"), {}}},
      {"url", {SettingType::url, std::string("http://me:p%40ss%2Fword@host:80/a@b"), {}}}};
  const auto mask = mask_of(settings);
  CHECK(mask.mask("login hunter2 failed") == "login *** failed");
  CHECK(mask.mask("http://me:p%40ss%2Fword@host") == "http://me:***@host");
  CHECK(mask.mask("password p@ss/word wrong") == "password *** wrong");
  CHECK(masked(mask, {ErrorKind::auth, "hunter2", "hunter2", ""}).hint == "***");
}
