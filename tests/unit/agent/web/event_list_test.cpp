#include "agent/web/event_list.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

using namespace livetap;
using web::EventList;

namespace {

Event event(std::string type, std::string service, std::string attributes = {}) {
  return {
      WallTime(Milliseconds(1000)), Severity::warning, std::move(type), std::move(service), "words",
      std::move(attributes),        "services"};
}

boost::json::value written(const EventList& list, const EventList::Query& query = {}) {
  std::string text;
  web::JsonWriter json(text);
  list.write(json, query);
  return boost::json::parse(text);
}

}  // namespace

TEST_CASE("Events come newest first, of the type and service that are asked for") {
  EventList list;
  list.add(event("service_down", "ws-gateway"));
  list.add(event("service_up", "ws-gateway"));
  list.add(event("service_down", "model-service"));
  const auto all = written(list);
  CHECK(all.at("events").as_array().size() == 3);
  CHECK(all.at("events").at(0).at("service").as_string() == "model-service");
  CHECK(all.at("types").as_array().size() == 2);
  const auto down = written(list, {.type = "service_down", .service = "ws-gateway", .limit = 10});
  REQUIRE(down.at("events").as_array().size() == 1);
  const auto& one = down.at("events").at(0);
  CHECK(one.at("id").as_int64() == 1);
  CHECK(one.at("severity").as_string() == "warning");
  CHECK(one.at("probe").as_string() == "services");
  CHECK(down.at("services").as_array().size() == 2);
}

TEST_CASE("Attributes are an object in one line, or null for what is none") {
  EventList list;
  list.add(event("a", "s", "{\"x\":\n 1}"));
  list.add(event("a", "s", "{broken"));
  list.add(event("a", "s", "[1]"));
  const auto all = written(list);
  CHECK(all.at("events").at(0).at("attributes").is_null());
  CHECK(all.at("events").at(1).at("attributes").is_null());
  CHECK(all.at("events").at(2).at("attributes").at("x").as_int64() == 1);
}

TEST_CASE("The oldest events go beyond 1,000 or 2 MiB") {
  EventList list;
  for (int i = 0; i < 1005; ++i) {
    list.add(event("a", "s"));
  }
  CHECK(list.entries().size() == 1000);
  CHECK(list.entries().front().id == 6);
  auto large = event("a", "s");
  large.message.assign(1U << 20U, 'x');
  list.add(large);
  list.add(large);
  CHECK(list.entries().size() == 1);
}
