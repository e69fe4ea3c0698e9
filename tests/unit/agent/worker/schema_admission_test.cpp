#include "agent/worker/schema_admission.hpp"

#include <doctest/doctest.h>

#include "sample_messages.hpp"

using namespace livetap;
using namespace livetap::worker;

namespace {

Measurement late() {
  Measurement measurement;
  measurement.name = "queue";
  measurement.late = true;
  return measurement;
}

Measurement text_instead() {
  auto other = sample_measurement();
  other.fields[0].type = FieldType::text;
  return other;
}

}  // namespace

TEST_CASE("measurements carry the prefix of their probe") {
  ProbeSpec spec;
  spec.prefix = "eu_";
  const auto schema = admit_schema({sample_measurement()}, spec);
  REQUIRE(schema.has_value());
  CHECK((*schema)[0].name == "eu_queue");
}

TEST_CASE("a shape that was declared before is known from the start") {
  ProbeSpec spec;
  spec.prefix = "eu_";
  spec.declared.emplace("eu_queue", sample_measurement());
  const auto schema = admit_schema({late()}, spec);
  REQUIRE(schema.has_value());
  CHECK(!(*schema)[0].late);
  CHECK((*schema)[0].fields == sample_measurement().fields);
  CHECK(start_order(spec, 0).declared.count("queue") == 1);
}

TEST_CASE("a shape of an earlier run is known from the start, where nothing was declared since") {
  ProbeSpec spec;
  spec.prefix = "eu_";
  auto earlier = sample_measurement();
  earlier.fields.front().doc = "of an earlier run";
  spec.remembered.emplace("eu_queue", earlier);
  CHECK((*admit_schema({late()}, spec))[0].fields == earlier.fields);
  CHECK(start_order(spec, 0).remembered.count("queue") == 1);
  spec.declared.emplace("eu_queue", sample_measurement());
  CHECK((*admit_schema({late()}, spec))[0].fields == sample_measurement().fields);
}

TEST_CASE("a schema with mistakes is refused with all of them") {
  auto bad = sample_measurement();
  bad.name = "No";
  bad.fields[0].name = "time";
  const auto schema = admit_schema({bad}, {});
  REQUIRE(!schema.has_value());
  CHECK(schema.error().message.find("'No' is no name") != std::string::npos);
  CHECK(schema.error().message.find("'time' is reserved") != std::string::npos);
}

TEST_CASE("a late shape is admitted, and another one later is refused with the difference") {
  const auto first = admit_shape(sample_measurement(), late(), "");
  REQUIRE(first.has_value());
  CHECK(!first->late);
  CHECK(admit_shape(sample_measurement(), *first, "").has_value());
  const auto second = admit_shape(text_instead(), *first, "");
  REQUIRE(!second.has_value());
  CHECK(second.error().message.find("field messages was int, is text") != std::string::npos);
}

TEST_CASE("a late shape with names that cannot be columns of the history is refused") {
  auto shape = sample_measurement();
  shape.fields[0].name = "xmin";
  const auto reserved = admit_shape(shape, late(), "");
  REQUIRE(reserved.has_error());
  CHECK(reserved.error().kind == ErrorKind::config);
  CHECK(reserved.error().message.find("'xmin' is reserved") != std::string::npos);
}

TEST_CASE("a plugin that measures something else after a restart waits for a reload") {
  CHECK(!schema_change({sample_measurement()}, {sample_measurement()}));
  const auto change = schema_change({sample_measurement()}, {text_instead()});
  REQUIRE(change);
  CHECK(change->kind == ErrorKind::config);
  CHECK(change->hint.find("reload") != std::string::npos);
  CHECK(schema_change({sample_measurement()}, {}));
}
