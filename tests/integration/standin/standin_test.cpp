#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include "tests/demo/services.hpp"
#include "tests/demo/standin_process.hpp"
#include "tests/integration/standin/stream_client.hpp"
#include "tests/support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

std::string one(PostgresServer& pg, std::string_view sql) {
  const auto rows = pg.exec(sql, "ytrader");
  return rows.empty() ? "" : rows[0][0].value_or("NULL");
}

bool says(const StandIn& standin, std::string_view service, std::string_view text) {
  return standin.health(service).body.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("the stand-in's rows are coherent") {
  PostgresServer pg;
  StandIn standin(&pg, nullptr, {"--rate", "50", "--training-interval", "1"});
  const auto executed = [&] {
    return one(pg,
               "select count(*) >= 20 from execution_events where executed_at > now() at time "
               "zone 'utc' - interval '1 minute'") == "t";
  };
  REQUIRE(
      wait_until(60s, [&] { return says(standin, "ws-gateway", "\"database_connected\":true"); }));
  REQUIRE(wait_until(60s, executed));

  CHECK(one(pg, "select count(*) >= 200 from trading_signals") == "t");
  CHECK(one(pg,
            "select count(*) from orders o where not exists (select 1 from trading_signals s "
            "where s.signal_id = o.signal_id and lower(o.side) = s.side and "
            "o.created_at > s.timestamp)") == "0");
  CHECK(one(pg,
            "select count(*) from execution_events e where not exists (select 1 from orders o "
            "where o.signal_id = e.signal_id and o.filled_quantity = e.execution_quantity)") ==
        "0");
  CHECK(one(pg,
            "select count(*) from orders where status in ('cancelled', 'rejected', 'pending', "
            "'dry_run') and (filled_quantity > 0 or executed_at is not null)") == "0");
  CHECK(one(pg,
            "select count(*) from orders where (status = 'rejected') <> (rejection_reason is "
            "not null)") == "0");
  CHECK(one(pg,
            "select count(*) > 0 from (select 1 from orders group by signal_id having "
            "count(*) > 1) several") == "t");
  CHECK(one(pg,
            "select count(distinct coalesce(jsonb_typeof(performance->'realized_pnl'), 'none'))"
            " >= 3 from execution_events") == "t");
  CHECK(one(pg, "select count(*) from model_versions where is_active") == "3");
  CHECK(wait_until(30s, [&] { return one(pg, "select count(*) > 6 from model_versions") == "t"; }));
  CHECK(one(pg, "select count(*) from model_versions where is_active") == "3");
  CHECK(one(pg,
            "select count(*) from model_quality_metrics m left join model_versions v on v.id = "
            "m.model_version_id where v.id is null") == "0");
  CHECK(one(pg,
            "select max(last_event_at) > now() at time zone 'utc' - interval '30 s' from "
            "subscriptions") == "t");

  CHECK(one(pg,
            "select count(*) from information_schema.role_table_grants where grantee = "
            "'grafana_monitor' and privilege_type = 'SELECT'") == "6");
  CHECK(one(pg,
            "select count(*) from information_schema.role_table_grants where grantee = "
            "'grafana_monitor' and privilege_type <> 'SELECT'") == "0");
}

TEST_CASE("trading stops when told, survives the database, and ends though that is frozen") {
  PostgresServer pg;
  StandIn standin(&pg, nullptr, {"--rate", "50"});
  const auto count = [&] { return one(pg, "select count(*) from trading_signals"); };
  const auto goes_on = [&] {
    const auto before = count();
    return wait_until(30s, [&] { return count() != before; });
  };
  REQUIRE(wait_until(60s, [&] { return standin.health("order-manager").status == 200; }));
  CHECK(goes_on());

  standin.control("signals", "stop");
  CHECK(wait_until(30s, [&] {
    const auto before = count();
    std::this_thread::sleep_for(1s);
    return count() == before;
  }));
  standin.control("signals", "ok");
  CHECK(goes_on());

  pg.stop();
  CHECK(wait_until(30s, [&] { return standin.health("order-manager").status == 503; }));
  CHECK(says(standin, "order-manager", "\"database_connected\":false"));
  pg.start();
  CHECK(wait_until(30s, [&] { return standin.health("order-manager").status == 200; }));
  CHECK(goes_on());

  pg.pause();
  std::this_thread::sleep_for(200ms);
  const auto exit = standin.process().stop(10s);
  pg.resume();
  CHECK(exit.code == 0);
  CHECK(exit.leftovers == 0);
}

TEST_CASE("each service can be broken and mended") {
  StandIn standin(nullptr, nullptr);
  for (const auto& each : livetap::standin::kServices) {
    const std::string service(each.name);
    CAPTURE(service);
    const auto well = standin.health(service);
    CHECK(well.status == 200);
    CHECK(well.body.find("\"status\":\"healthy\"") != std::string::npos);
    CHECK(well.body.find(std::string("\"service\":\"") + service) != std::string::npos);

    standin.control(service, "unhealthy");
    CHECK(standin.health(service).status == 503);
    CHECK(says(standin, service, "\"status\":\"unhealthy\""));
    standin.control(service, "html");
    CHECK(standin.health(service).content_type == "text/html");
    standin.control(service, "hang");
    const HttpCall hasty{.deadline = 200ms};
    CHECK_THROWS_AS(http_request(standin.url(service), hasty), std::runtime_error);
    standin.control(service, "down");
    CHECK(wait_until(10s, [&] {
      try {
        standin.health(service);
        return false;
      } catch (const std::runtime_error&) {
        return true;
      }
    }));
    standin.control(service, "ok");
    CHECK(wait_until(10s, [&] {
      try {
        return standin.health(service).status == 200;
      } catch (const std::runtime_error&) {
        return false;
      }
    }));
  }
  CHECK(says(standin, "ws-gateway", "\"websocket_connected\":true"));
  standin.control("shape", "nested");
  CHECK(says(standin, "ws-gateway", "\"websocket_state\":{\"status\":\"connected\""));
  CHECK_THROWS_WITH_AS(standin.control("queue", "no"), doctest::Contains("stall"),
                       std::runtime_error);
}

TEST_CASE("the stream sends trades with their time, falls silent, closes, refuses and comes back") {
  StandIn standin(nullptr, nullptr);
  const auto port = standin.port("ws-gateway");
  const auto message = first_stream_message(port, 10s);
  REQUIRE(message);
  CHECK(message->find("\"type\":\"trade\"") != std::string::npos);
  CHECK(message->find("\"ts\":1") != std::string::npos);
  for (const char* mode : {"silent", "close", "refuse"}) {
    CAPTURE(mode);
    standin.control("websocket", mode);
    CHECK_FALSE(first_stream_message(port, 500ms));
  }
  CHECK(says(standin, "ws-gateway", "\"websocket_status\":\"disconnected\""));
  standin.control("websocket", "ok");
  CHECK(first_stream_message(port, 10s));
  CHECK(says(standin, "ws-gateway", "\"reconnection_count\":1"));
}

TEST_CASE("messages pass through the queues, pile up when nobody takes them, and drain again") {
  RabbitServer rabbit({.statistics_ms = 1000});
  StandIn standin(nullptr, &rabbit, {"--message-rate", "700"});
  const char* queue = "order-manager.order_events";
  const auto depth = [&] { return rabbit.messages(queue).value_or(0); };
  REQUIRE(wait_until(30s, [&] { return says(standin, "ws-gateway", "\"queue_connected\":true"); }));
  standin.control("queue", "stall");
  CHECK(wait_until(60s, [&] { return depth() > 300; }));
  standin.control("queue", "ok");
  CHECK(wait_until(60s, [&] { return depth() < 100; }));
  standin.control("queue", "gone");
  CHECK(wait_until(60s, [&] { return depth() > 300; }));
  standin.control("queue", "ok");
  CHECK(wait_until(60s, [&] { return depth() < 100; }));

  rabbit.stop();
  CHECK(wait_until(30s, [&] { return standin.health("feature-service").status == 503; }));
  rabbit.start();
  CHECK(wait_until(30s, [&] { return standin.health("feature-service").status == 200; }));
  CHECK(standin.process().stop(10s).code == 0);
}
