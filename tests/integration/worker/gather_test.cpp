#include <doctest/doctest.h>

#include "fleet_bench.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

/// The first gather of a probe in this mode.
Gather first_gather(const std::string& mode) {
  FleetBench bench;
  bench.start({abi_probe("misbehave", mode)});
  REQUIRE(bench.run_until([&] { return bench[0].gathers.size() >= 2; }));
  CHECK(bench.fleet.state(0).restarts == 0);
  return bench[0].gathers[0];
}

}  // namespace

TEST_CASE("rows of a good probe arrive with their values, types and times") {
  FleetBench bench;
  bench.start({abi_probe("plain")});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 5; }));
  REQUIRE(bench[0].schema);
  CHECK(bench[0].schema->at(0).name == "plain");
  const auto& rows = bench[0].gathers[0].rows;
  CHECK(rows.tag(0, 0) == "one");
  CHECK(std::get<double>(rows.field(0, 0)) == 0.0);
  CHECK(std::get<std::int64_t>(rows.field(0, 1)) == 1);
  CHECK(std::get<bool>(rows.field(0, 2)));
  CHECK(std::get<std::string_view>(rows.field(0, 3)) == "fine");
  CHECK(is_null(rows.field(0, 4)));
  CHECK(bench[0].reports[0].rows == 1);
  CHECK(!bench[0].reports[0].error);
  check_undisturbed(bench, 0);
}

TEST_CASE("a plugin of ABI 1.0 loads, and what its fields do not have is absent") {
  FleetBench bench;
  bench.start({abi_probe("minor_1_0")});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 1; }));
  const auto& measurement = bench[0].schema->at(0);
  REQUIRE(measurement.fields.size() == 3);
  CHECK(!measurement.targets);
  CHECK(measurement.fields[0].fail_if_false);
  CHECK(measurement.fields[1].name == "seen");
  CHECK(measurement.fields[2].reason);
  CHECK(measurement.fields[2].doc == "Why not.");
  for (const auto& field : measurement.fields) {
    CHECK(!field.has_events());
    CHECK(!field.hint);
    CHECK(!field.duration);
  }
  CHECK(std::get<std::string_view>(bench[0].gathers[0].rows.field(0, 2)) == "fine");
}

TEST_CASE("what a plugin of ABI 1.1 marks arrives with its schema") {
  auto targets = abi_probe("targets");
  std::get<Setting::Entries>(targets.settings.value)
      .emplace_back("file", Setting{SettingType::text, std::string("/none"), {}});
  FleetBench bench;
  bench.start({targets});
  REQUIRE(bench.run_until([&] { return bench[0].schema.has_value(); }));
  const auto& target = bench[0].schema->at(0);
  CHECK(target.targets);
  REQUIRE(target.fields.size() == 5);
  CHECK(target.fields[0].event_true == "target_up");
  CHECK(target.fields[0].event_false == "target_down");
  CHECK(!target.fields[1].has_events());
  CHECK(target.fields[2].duration);
  CHECK(target.fields[4].hint);
}

TEST_CASE("two probes of a kind are told apart by their prefix") {
  FleetBench bench;
  auto eu = abi_probe("plain");
  eu.prefix = "eu_";
  bench.start({eu});
  REQUIRE(bench.run_until([&] { return bench[0].schema.has_value(); }));
  CHECK(bench[0].schema->at(0).name == "eu_plain");
}

TEST_CASE("an error without a word, of an unknown kind or without an end is an error in words") {
  CHECK(first_gather("no_error").error->message == "the plugin failed and gave no reason");
  CHECK(first_gather("unknown_kind").error->kind == ErrorKind::internal);
  const auto unterminated = *first_gather("unterminated_error").error;
  CHECK(unterminated.kind == ErrorKind::protocol);
  CHECK(unterminated.message.starts_with("\uFFFD\uFFFD"));
  CHECK(unterminated.message.size() <= 3 * 1024);
}

TEST_CASE("a gather that is never closed fails, and one that is closed twice counts once") {
  CHECK(first_gather("never_done").error->message.starts_with("collect returned without closing"));
  FleetBench bench;
  bench.start({abi_probe("misbehave", "done_twice")});
  REQUIRE(bench.run_until([&] { return bench[0].reports.size() >= 3; }));
  CHECK(bench[0].gathers.size() <= bench[0].reports.size() + 1);
  CHECK(bench[0].failed() == 0);
}

TEST_CASE("rows of another thread after collect has returned are dropped") {
  FleetBench bench;
  bench.start({abi_probe("misbehave", "emit_after_return")});
  REQUIRE(bench.run_until([&] { return bench[0].gathers.size() >= 10; }));
  CHECK(bench.fleet.state(0).restarts == 0);
  CHECK(bench[0].failed() == 0);
}

TEST_CASE("texts of a megabyte are cut, and pointers to nothing are empty texts") {
  const auto cut = first_gather("long_texts");
  REQUIRE(!cut.rows.empty());
  CHECK(cut.rows.tag(0, 0).size() == 64 * 1024);
  CHECK(!first_gather("null_text").error);
}

TEST_CASE("rows of a wrong type or measurement do not spoil the good ones") {
  CHECK(!first_gather("wrong_type").error);
  CHECK(first_gather("wrong_measurement").rows.size() == 1);
  CHECK(first_gather("not_finite").rows.size() == 3);
  CHECK(first_gather("bad_utf8").rows.size() == 4);
}

TEST_CASE("a state over 64 KiB is not kept, and a broken event is repaired") {
  FleetBench bench;
  bench.start({abi_probe("misbehave", "big_state"), abi_probe("misbehave", "bad_event")});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 2 && !bench[1].events.empty(); }));
  CHECK(bench[0].state.empty());
  CHECK(bench[1].events[0].severity == Severity::info);
}

TEST_CASE("the events and the state of one gather arrive as one") {
  FleetBench bench;
  bench.start({abi_probe("counting", "", 4)});
  REQUIRE(bench.run_until([&] { return bench[0].commits.size() >= 3; }));
  for (std::size_t i = 0; i < bench[0].commits.size(); ++i) {
    const auto& commit = bench[0].commits[i];
    CHECK(commit.events.size() == 4);
    CHECK(commit.state == decltype(commit.state){{"next", std::to_string((i + 1) * 4 + 1)}});
  }
}

TEST_CASE("what a plugin prints lands in the log and nowhere else") {
  FleetBench bench;
  bench.start({abi_probe("misbehave", "write_output")});
  REQUIRE(bench.run_until([&] { return bench[0].logged("stderr: "); }));
}
