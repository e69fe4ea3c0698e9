#include <doctest/doctest.h>

#include <stdexcept>

#include "unit/plugins/sdk/probe_of.hpp"

using namespace livetap::sdk;
using namespace livetap::sdk::test;

namespace {

struct Plain {
  static constexpr ProbeInfo info{.id = "plain",
                                  .summary = "Plain.",
                                  .version = "2.3",
                                  .interval = 2s,
                                  .timeout = 500ms,
                                  .streaming = true};
  static SettingList settings() {
    return {url("url").required().doc("Where."), choice("mode", {"a", "b"}).default_value("a"),
            text("empty").default_value(""),
            list("queries", section({text("sql"), map("headers", secret())}))};
  }
  explicit Plain(Settings) {}
  Schema schema() {
    return {measurement("m")
                .doc("Doc.")
                .tag("t")
                .number("rate", "cps", "Rate.")
                .counter()
                .boolean("bad")
                .warn_if_true()
                .events("m_bad", "m_good")
                .no_trend()
                .text("why")
                .reason()
                .hint()
                .time("seen")
                .number("took", "ms")
                .duration()
                .no_trend()
                .targets()
                .on_empty(OnEmpty::zero)
                .interval(5s),
            measurement("rows").table().integer("n", "none"), measurement("later").late()};
  }
  void collect(Collect&) {}
};

struct Careless : Plain {
  static constexpr ProbeInfo info{.id = "careless", .summary = "Cannot describe itself."};
  static SettingList settings() { throw std::runtime_error("no settings"); }
  using Plain::Plain;
};

const livetap_entry entry = detail::make_entry<Plain, Careless>();

}  // namespace

TEST_CASE("the entry holds the types of a library and the version of the first") {
  CHECK(entry.size == sizeof(livetap_entry));
  CHECK(entry.abi_major == LIVETAP_ABI_MAJOR);
  CHECK(entry.abi_minor == LIVETAP_ABI_MINOR);
  CHECK(view(entry.version) == "2.3");
  REQUIRE(entry.type_count == 2);
  const auto& type = entry.types[0];
  CHECK(type.size == sizeof(livetap_probe_type));
  CHECK(type.flags == LIVETAP_PROBE_STREAMING);
  CHECK(view(type.id) == "plain");
  CHECK(type.interval_ms == 2000);
  CHECK(type.timeout_ms == 500);
  CHECK(view(entry.types[1].id) == "careless");
}

TEST_CASE("cancel is there only for a class that has it") {
  CHECK((entry.types[0].cancel == nullptr));
  static const livetap_entry scripted = detail::make_entry<Scripted>();
  CHECK((scripted.types[0].cancel != nullptr));
}

TEST_CASE("settings are laid out as the boundary says, children included") {
  const auto& type = entry.types[0];
  REQUIRE(type.setting_count == 4);
  const livetap_setting* settings = type.settings;
  CHECK(settings[0].size == sizeof(livetap_setting));
  CHECK(settings[0].type == LIVETAP_SETTING_URL);
  CHECK(settings[0].flags == LIVETAP_SETTING_REQUIRED);
  CHECK(view(settings[0].name) == "url");
  CHECK(view(settings[0].doc) == "Where.");
  CHECK(settings[0].default_value.data == nullptr);
  CHECK(settings[1].choice_count == 2);
  CHECK(view(settings[1].choices[1]) == "b");
  CHECK(view(settings[1].default_value) == "a");
  CHECK(settings[2].default_value.data != nullptr);
  CHECK(settings[2].default_value.size == 0);
  REQUIRE(settings[3].child_count == 1);
  const livetap_setting& element = settings[3].children[0];
  CHECK(element.type == LIVETAP_SETTING_SECTION);
  REQUIRE(element.child_count == 2);
  CHECK(view(element.children[1].name) == "headers");
  CHECK(element.children[1].type == LIVETAP_SETTING_MAP);
  CHECK(element.children[1].children[0].type == LIVETAP_SETTING_SECRET);
}

TEST_CASE("a class that cannot describe its settings says so when it is made") {
  FakeHost host;
  const Instance instance(entry.types[1], host, Node(Node::Entries{}));
  CHECK(instance.created() ==
        "internal: the probe type could not describe its settings: settings() threw an "
        "exception |  | ");
}

TEST_CASE("the schema is laid out as the boundary says") {
  FakeHost host;
  const Instance instance(entry.types[0], host, Node(Node::Entries{}));
  REQUIRE(instance.created() == "ok");
  const livetap_schema& schema = instance.schema();
  CHECK(schema.size == sizeof(livetap_schema));
  REQUIRE(schema.measurement_count == 3);
  const livetap_measurement& m = schema.measurements[0];
  CHECK(m.size == sizeof(livetap_measurement));
  CHECK(view(m.name) == "m");
  CHECK(m.flags == LIVETAP_MEASUREMENT_TARGETS);
  CHECK(view(m.doc) == "Doc.");
  CHECK(view(m.tags[0]) == "t");
  CHECK(m.on_empty == LIVETAP_ON_EMPTY_ZERO);
  CHECK(m.interval_ms == 5000);
  REQUIRE(m.field_count == 5);
  CHECK(m.fields[0].size == sizeof(livetap_field));
  CHECK(m.fields[0].type == LIVETAP_F64);
  CHECK(m.fields[0].kind == LIVETAP_COUNTER);
  CHECK(m.fields[0].flags == LIVETAP_FIELD_TREND);
  CHECK(view(m.fields[0].unit) == "cps");
  CHECK(m.fields[1].flags == LIVETAP_FIELD_WARN_IF_TRUE);
  CHECK(m.fields[1].kind == LIVETAP_STATE);
  CHECK(view(m.fields[1].event_true) == "m_bad");
  CHECK(view(m.fields[1].event_false) == "m_good");
  CHECK(m.fields[2].flags == (LIVETAP_FIELD_REASON | LIVETAP_FIELD_HINT));
  CHECK(m.fields[2].event_true.size == 0);
  CHECK(m.fields[3].type == LIVETAP_TIME);
  CHECK(m.fields[4].flags == LIVETAP_FIELD_DURATION);
  CHECK(schema.measurements[1].flags == LIVETAP_MEASUREMENT_TABLE);
  CHECK(schema.measurements[2].flags == LIVETAP_MEASUREMENT_LATE);
}

TEST_CASE("a wrong name is found when handles are looked up") {
  CHECK_THROWS_WITH_AS((void)Scripted::shape.measurement("third"),
                       "the schema has no measurement third", ProbeError);
  CHECK_THROWS_WITH_AS((void)Scripted::shape.field("first", "z"),
                       "measurement first has no field z", ProbeError);
  CHECK(Scripted::shape.field("first", "c").index == 2);
  CHECK(second.index == 1);
}
