#include <doctest/doctest.h>

#include <chrono>
#include <limits>
#include <optional>

#include "unit/plugins/sdk/probe_of.hpp"

using namespace livetap::sdk;
using namespace livetap::sdk::test;
using Calls = std::vector<std::string>;

namespace {

const FieldHandle a = Scripted::shape.field("first", "a");
const FieldHandle b = Scripted::shape.field("first", "b");
const FieldHandle c = Scripted::shape.field("first", "c");

}  // namespace

TEST_CASE("a row carries its values in schema order, whatever the order of setting") {
  FakeHost host;
  CHECK(collected(host, [](Collect& call) {
          CHECK(call.row(first).set(c, true).set(b, "text").set(a, 1.5).tags("x").emit());
          call.done(first);
        }) == "ok");
  CHECK(host.calls == Calls{"emit 0 [x] 1.500000 'text' true", "done 0 ok"});
}

TEST_CASE("what is not set is null, and nothing of the row before is left") {
  FakeHost host;
  collected(host, [](Collect& call) {
    call.row(first).tags("x").set(a, 1.5).set(b, "text").emit();
    call.row(first).emit();
  });
  CHECK(host.calls == Calls{"emit 0 [x] 1.500000 'text' null", "emit 0 [] null null null"});
}

TEST_CASE("a value may be of any type that a field can have") {
  using std::chrono::sys_time;
  FakeHost host;
  collected(host, [](Collect& call) {
    call.row(first).set(0, 7).set(1, std::uint8_t{8}).set(2, -9LL).emit();
    call.row(first).set(0, nullptr).set(1, std::optional<int>()).set(2, std::optional(4)).emit();
    call.row(first)
        .set(0, 0.5F)
        .set(1, std::string("s"))
        .set(2, sys_time<std::chrono::seconds>(2s))
        .emit();
    call.row(first).set(0, std::numeric_limits<std::uint64_t>::max()).emit();
  });
  CHECK(host.calls == Calls{"emit 0 [] 7 8 -9", "emit 0 [] null null 4",
                            "emit 0 [] 0.500000 's' time 2000",
                            "emit 0 [] 9223372036854775807 null null"});
}

TEST_CASE("texts of a row may be temporaries") {
  FakeHost host;
  collected(host, [](Collect& call) {
    auto row = call.row(first);
    for (int i = 0; i < 3; ++i) {
      row.set(i == 1 ? 1 : 0, std::string(100, static_cast<char>('a' + i)));
    }
    row.tags(std::string(50, 't')).emit();
  });
  CHECK(host.calls == Calls{"emit 0 [" + std::string(50, 't') + "] '" + std::string(100, 'c') +
                            "' '" + std::string(100, 'b') + "' null"});
}

TEST_CASE("a tag, field or measurement that is not there is the plugin's own fault") {
  FakeHost host;
  CHECK(collected(host, [](Collect& call) { call.row(first).set(3, 1); }) ==
        "internal: a row was given field 3; its measurement has 3 |  | ");
  CHECK(collected(host, [](Collect& call) { call.row(first).tag(1, "x"); }) ==
        "internal: a row was given tag 1; its measurement has 1 |  | ");
  CHECK(collected(host, [](Collect& call) { call.row(first).tags("x", "y"); }) ==
        "internal: a row was given 2 tags; its measurement has 1 |  | ");
  CHECK(collected(host, [](Collect& call) { call.row(second).set(a, 1); }) ==
        "internal: a row was given a field of another measurement |  | ");
  CHECK(collected(host, [](Collect& call) { call.done({7}); }) ==
        "internal: the schema has no measurement 7 |  | ");
  host.emit_result = LIVETAP_BAD_SHAPE;
  CHECK(collected(host, [](Collect& call) {
          call.row(first).emit();
        }).starts_with("internal: the agent refused a row"));
}

TEST_CASE("emit says when a row was not taken") {
  FakeHost host;
  for (const int result : {int{LIVETAP_DROPPED}, int{LIVETAP_CANCELLED}}) {
    host.emit_result = result;
    CHECK(collected(host, [](Collect& call) { CHECK_FALSE(call.row(first).emit()); }) == "ok");
  }
}

TEST_CASE("a late measurement takes rows of its declared shape") {
  FakeHost host;
  CHECK(collected(host, [](Collect& call) {
          CHECK_THROWS_AS(call.row(second).set(0, 1), ProbeError);
          call.declare(second, measurement("second").tag("t").number("x", "s").text("y").text("z"));
          call.row(second).tags("one").set(2, "z").emit();
        }) == "ok");
  CHECK(host.calls == Calls{"declare 1 second 1+3", "emit 1 [one] null null 'z'"});
}

TEST_CASE("a shape that the agent refuses is an error of the config") {
  FakeHost host;
  const auto declare = [](Collect& call) { call.declare(second, measurement("second").text("y")); };
  host.declare_result = LIVETAP_BAD_SHAPE;
  CHECK(collected(host, declare)
            .starts_with("config: the source gives measurement second another shape"));
  host.declare_result = LIVETAP_DROPPED;
  CHECK(collected(host, declare) ==
        "internal: the agent did not take the shape of measurement second |  | ");
}

TEST_CASE("collect knows what is due and how long it may take") {
  FakeHost host;
  collected(
      host,
      [](Collect& call) {
        CHECK_FALSE(call.due(first));
        CHECK(call.due(second));
        CHECK(call.due().size() == 1);
        CHECK(call.deadline().time_since_epoch() == 5s);
        CHECK(call.time_left() == 0ms);
      },
      {1}, 5'000'000'000);
  collected(host, [](Collect& call) {
    CHECK(call.deadline() == std::chrono::steady_clock::time_point::max());
    CHECK(call.time_left() == std::chrono::milliseconds::max());
    CHECK(call.interval() == std::chrono::milliseconds(1500));
  });
}

TEST_CASE("events, state, log, status and cancellation reach the host") {
  FakeHost host;
  host.is_cancelled = true;
  host.cancel_descriptor = 9;
  const auto second_two = std::chrono::sys_time<std::chrono::seconds>(2s);
  collected(host, [&](Collect& call) {
    CHECK(call.event({.severity = Severity::error, .type = "down", .message = "m"}));
    CHECK(call.event({.type = "up", .time = second_two}));
    CHECK_FALSE(call.state_get("cursor"));
    CHECK(call.state_put("cursor", "12"));
    CHECK_FALSE(call.state_put("cursor", std::string(65 * 1024, 'x')));
    CHECK(call.state_get("cursor") == "12");
    call.warning("w");
    call.status("connected");
    call.status("lost", ProbeError::unavailable("gone", "wait"));
    CHECK(call.cancelled());
    CHECK(call.cancel_fd() == 9);
  });
  CHECK(host.calls == Calls{"event down m 4 0", "event up  2 2000", "log 3 w",
                            "status connected ok", "status lost unavailable: gone | wait | "});
}
