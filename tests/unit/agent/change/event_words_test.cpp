#include "agent/change/event_words.hpp"

#include <doctest/doctest.h>

#include "unit/agent/change/watched.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

/// One row of a measurement whose field 0 has turned.
Event turned(const Measurement& shape, std::vector<Value> values, bool value,
             std::optional<Milliseconds> before = {}) {
  RowBlock rows(shape.tags.size(), shape.fields.size());
  rows.begin_row();
  for (std::size_t i = 0; i < shape.tags.size(); ++i) {
    rows.add_tag(i == 0 ? "orders" : "BTC");
  }
  values.resize(shape.fields.size());
  for (const auto& each : values) {
    rows.add(each);
  }
  return event_of({shape, 0, rows, 0, value, before}, "trading");
}

Value text(std::string_view words) {
  return words;
}

}  // namespace

TEST_CASE("the message says which series, what it is, why, and how long it was the other") {
  CHECK(turned(service(), {false, text("connection refused")}, false, 3h).message ==
        "orders: down: connection refused; was up for 3 h");
  CHECK(turned(service(), {true}, true, 12s).message == "orders: up, was down for 12 s");
  CHECK(turned(service(), {false}, false).message == "orders: down");
}

TEST_CASE("without tags the message says the whole type") {
  auto shape = service();
  shape.tags.clear();
  shape.targets = false;
  shape.fields[0].event_true = "database_connection_restored";
  shape.fields[0].event_false = "database_connection_lost";
  CHECK(turned(shape, {false, text("timeout")}, false, 1min).message ==
        "database connection lost: timeout; was restored for 1 min");
}

TEST_CASE("of two types that continue each other both keep their last word") {
  auto shape = service();
  shape.fields[0].event_true = "node_alarm";
  shape.fields[0].event_false = "node_alarm_cleared";
  CHECK(turned(shape, {true}, true, 5s).message == "orders: alarm, was alarm cleared for 5 s");
  CHECK(turned(shape, {false}, false, 5s).message == "orders: alarm cleared, was alarm for 5 s");
}

TEST_CASE("where the other direction has no name, the span stands alone") {
  auto shape = service();
  shape.fields[0].event_true.clear();
  CHECK(turned(shape, {false}, false, 5s).message ==
        "orders: service down, the state before lasted 5 s");
}

TEST_CASE("the service is the row of targets, else the probe") {
  CHECK(turned(service(), {true}, true).service == "orders");
  CHECK(turned(subscription(), {true}, true).service == "trading");
  CHECK(turned(subscription(), {true}, true).probe == "trading");
  CHECK(turned(subscription(), {true}, true).message == "orders/BTC: on");
}

TEST_CASE("severity follows what the field says to the verdict, the way back is info") {
  CHECK((turned(service(), {false}, false).severity == Severity::error));
  CHECK((turned(service(), {true}, true).severity == Severity::info));
  auto lagging = service();
  lagging.fields[0].fail_if_false = false;
  lagging.fields[0].warn_if_true = true;
  CHECK((turned(lagging, {true}, true).severity == Severity::warning));
  CHECK((turned(lagging, {false}, false).severity == Severity::info));
  CHECK((turned(subscription(), {true}, true).severity == Severity::info));
}

TEST_CASE("the attributes hold measurement, tags, field, reason, hint and span") {
  const auto event =
      turned(service(), {false, text("refused \"\n"), text("start it")}, false, 1500ms);
  CHECK(event.attributes == R"({"measurement":"service","tags":{"service":"orders"},"field":"up",)"
                            R"("reason":"refused \"\n","hint":"start it","duration_s":1.5E0})");
  const auto bare = attributes(turned(subscription(), {true}, true));
  CHECK(bare.at("reason").is_null());
  CHECK(bare.at("duration_s").is_null());
}

TEST_CASE("a reason as long as a text may be is cut") {
  const std::string endless(60'000, 'x');
  const auto event = turned(service(), {false, text(endless)}, false);
  CHECK(event.message.size() < 1100);
  CHECK(event.attributes.size() < 1300);
}
