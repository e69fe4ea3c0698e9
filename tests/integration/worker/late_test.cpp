#include <doctest/doctest.h>
#include <signal.h>

#include "fleet_bench.hpp"

using namespace livetap;
using namespace livetap::test;

TEST_CASE("a shape that is declared inside collect is reported once, before its rows") {
  FleetBench bench;
  bench.start({abi_probe("late", "good")});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 6; }));
  REQUIRE(bench[0].schema);
  CHECK(bench[0].schema->at(0).late);
  REQUIRE(bench[0].declared.size() == 1);
  CHECK(bench[0].declared.at(0).name == "late");
  CHECK(bench[0].declared.at(0).fields.at(0).type == FieldType::i64);
  CHECK(!bench.fleet.schema(0)->at(0).late);
  CHECK(bench[0].failed() == 0);
}

namespace {

Measurement text_shape() {
  Measurement text;
  text.name = "late";
  text.tags = {"name"};
  Field field;
  field.name = "value";
  field.type = FieldType::text;
  field.kind = FieldKind::text;
  text.fields = {field};
  return text;
}

}  // namespace

TEST_CASE("a shape that was declared is there from the start, and another one is refused") {
  auto spec = abi_probe("late", "good");
  spec.declared.emplace("late", text_shape());
  FleetBench bench;
  bench.start({spec});
  REQUIRE(bench.run_until([&] { return bench[0].gathers.size() >= 4; }));
  CHECK(!bench[0].schema->at(0).late);
  CHECK(bench[0].declared.empty());
  CHECK(bench[0].logged("field value was text, is int"));
  for (const auto& gather : bench[0].gathers) {
    CHECK(gather.error.has_value() == (gather.measurement == 0));
  }
}

TEST_CASE(
    "a shape of an earlier run is there from the start, and what the source declares counts") {
  auto spec = abi_probe("late", "good");
  spec.remembered.emplace("late", text_shape());
  FleetBench bench;
  bench.start({spec});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 6; }));
  CHECK(bench[0].schema->at(0).fields == text_shape().fields);
  REQUIRE(bench[0].declared.size() == 1);
  CHECK(bench[0].declared.at(0).fields.at(0).type == FieldType::i64);
  CHECK(bench.fleet.schema(0)->at(0).fields.at(0).type == FieldType::i64);
  CHECK(bench[0].failed() == 0);
}

TEST_CASE(
    "what the source has declared holds for its next worker, not the shape of an earlier run") {
  auto spec = abi_probe("late", "two_shapes");
  spec.remembered.emplace("late", text_shape());
  FleetBench bench;
  bench.start({spec});
  REQUIRE(bench.run_until([&] { return bench[0].gathers.size() >= 4; }));
  kill(bench.fleet.state(0).pid, SIGKILL);
  REQUIRE(bench.run_until([&] { return bench.fleet.state(0).restarts == 1; }));
  const auto before = bench[0].gathers.size();
  REQUIRE(bench.run_until([&] { return bench[0].gathers.size() >= before + 4; }));
  CHECK(bench[0].declared.size() == 1);
  CHECK(bench.fleet.schema(0)->at(0).fields.at(0).type == FieldType::i64);
}

TEST_CASE("a second shape, none, or one for a fixed measurement fails that measurement alone") {
  const auto only_fails = [](const std::string& mode, std::uint32_t measurement) {
    FleetBench bench;
    bench.start({abi_probe("late", mode)});
    REQUIRE(bench.run_until([&] { return bench[0].gathers.size() >= 6; }));
    for (const auto& gather : bench[0].gathers) {
      CHECK(gather.error.has_value() == (gather.measurement == measurement));
    }
    CHECK(bench.fleet.state(0).restarts == 0);
  };
  only_fails("two_shapes", 0);
  only_fails("undeclared", 0);
  only_fails("not_late", 1);
}
