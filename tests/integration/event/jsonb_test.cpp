#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "agent/event/event_check.hpp"
#include "tests/support/postgres_server.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

/// The attributes as they are kept; empty when they are left out.
std::string kept(const std::string& number) {
  Event event;
  event.message = "sold";
  event.attributes = "{\"price\": [" + number + "], \"note\": \"1e-99999\"}";
  EventCounters counters;
  mend_event(event, WallTime(Milliseconds(1'700'000'000'000)), counters);
  CHECK(event.message == "sold");
  CHECK(counters.bad_attributes == (event.attributes.empty() ? 1 : 0));
  return event.attributes;
}

bool takes(PostgresServer& server, const std::string& json) {
  try {
    server.exec("select '" + json + "'::jsonb");
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace

TEST_CASE("jsonb takes every number that an event keeps, up to the edge of numeric") {
  PostgresServer server;
  const std::vector<std::string> fitting = {"1e-16383",
                                            "0e-16383",
                                            "-1.5e-16382",
                                            "0." + std::string(16'383, '3'),
                                            "5e-324",
                                            "1.7976931348623157e308",
                                            "18446744073709551616",
                                            std::string(300, '9')};
  for (const auto& number : fitting) {
    CAPTURE(number);
    REQUIRE_FALSE(kept(number).empty());
    CHECK(takes(server, kept(number)));
  }
  const std::vector<std::string> beyond = {"1e-16384", "1e-20000", "0e-20000", "1e200000",
                                           "0." + std::string(16'384, '3')};
  for (const auto& number : beyond) {
    CAPTURE(number);
    CHECK(kept(number).empty());
    CHECK_FALSE(takes(server, "{\"price\": [" + number + "]}"));
  }
}
