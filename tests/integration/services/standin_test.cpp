#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "services_probe.hpp"
#include "tests/demo/services.hpp"
#include "tests/demo/standin_process.hpp"

using namespace livetap::test;

namespace {

std::vector<std::string> all_of(const StandIn& standin) {
  std::vector<std::string> targets;
  for (const auto& service : livetap::standin::kServices) {
    const std::string name(service.name);
    targets.push_back(target(name, standin.url(name)));
  }
  return targets;
}

// Waits for a row of each: the first checks do not all end in one gather.
bool all_seen(const ServicesProbe& probe) {
  const auto& all = livetap::standin::kServices;
  return wait_until(20s, [&] {
    return std::all_of(all.begin(), all.end(), [&](const auto& service) {
      return probe.rows_of(std::string(service.name)) > 0;
    });
  });
}

}  // namespace

TEST_CASE("the stand-in's services are read in both shapes, its faults named") {
  const StandIn standin(nullptr, nullptr);
  const ServicesProbe probe(all_of(standin));
  REQUIRE(probe.sees_status("ws-gateway", "up"));
  REQUIRE(all_seen(probe));
  CHECK(probe.last("model-service").text("training_status") == "idle");
  CHECK(probe.last("order-manager").field("queue_connected") == Value(true));

  const auto gateway = [&](const std::string& field, const Value& value) {
    return wait_until(20s, [&] { return probe.last("ws-gateway").field(field) == value; });
  };
  CHECK(gateway("websocket_connected", Value(true)));
  CHECK(gateway("environment", Value()));
  standin.control("shape", "nested");
  CHECK(gateway("environment", Value("testnet")));
  const auto nested = probe.last("ws-gateway");
  CHECK(nested.field("websocket_connected") == Value(true));
  CHECK_FALSE(nested.is_null("connected_at"));
  CHECK_FALSE(nested.is_null("reconnection_count"));
  standin.control("websocket", "close");
  REQUIRE(gateway("websocket_connected", Value(false)));
  CHECK(probe.last("ws-gateway").text("status") == "degraded");
  CHECK(probe.last("ws-gateway").text("error") == "its WebSocket is down");
  CHECK(gateway("last_error", Value("connection closed by the exchange")));
  CHECK(probe.last("ws-gateway").is_null("connected_at"));
  standin.control("shape", "flat");
  CHECK(gateway("environment", Value()));
  CHECK(probe.last("ws-gateway").text("websocket_status") == "disconnected");

  const auto becomes = [&](const char* service, const std::string& status) {
    return wait_until(20s, [&] { return probe.last(service).text("status") == status; });
  };
  standin.control("order-manager", "html");
  CHECK(becomes("order-manager", "unexpected status"));
  standin.control("model-service", "unhealthy");
  CHECK(becomes("model-service", "unhealthy"));
  CHECK(contains(probe.last("model-service").text("error"), "503 and calls itself unhealthy"));
  standin.control("position-manager", "down");
  CHECK(becomes("position-manager", "refused"));
  standin.control("position-manager", "ok");
  CHECK(becomes("position-manager", "up"));
  CHECK(becomes("feature-service", "up"));
}

TEST_CASE("every service says that its database is gone, and that it is back") {
  PostgresServer postgres;
  const StandIn standin(&postgres, nullptr, {"--rate", "5"});
  const ServicesProbe probe(all_of(standin));
  const auto becomes = [&](const char* service, const Value& connected) {
    return wait_until(60s,
                      [&] { return probe.last(service).field("database_connected") == connected; });
  };
  REQUIRE(all_seen(probe));
  REQUIRE(becomes("order-manager", Value(true)));
  postgres.stop();
  REQUIRE(becomes("order-manager", Value(false)));
  const auto row = probe.last("order-manager");
  CHECK(row.text("status") == "unhealthy");
  CHECK(contains(row.text("error"), "calls itself unhealthy: its database connection is down"));
  CHECK(row.field("queue_connected") == Value(true));
  postgres.start();
  CHECK(becomes("order-manager", Value(true)));
}
