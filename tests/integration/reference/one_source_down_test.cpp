#include <doctest/doctest.h>

#include <functional>
#include <thread>
#include <vector>

#include "integration/reference/reference_system.hpp"
#include "tests/demo/services.hpp"
#include "tests/support/sanitized.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

using Moment = std::chrono::steady_clock::time_point;

using livetap::standin::kServices;

// How long something is broken: several intervals and timeouts of every probe.
constexpr auto outage = is_sanitized ? 15s : 5s;

std::string text_of(const LiveFrame& frame, const std::string& field, std::size_t row) {
  const auto cell = frame.cell(field, row);
  const auto* text = std::get_if<std::string>(&cell);
  return text != nullptr ? *text : "";
}

// Breaks something for a while and returns when that began.
Moment broken_for_a_while(const std::function<void()>& break_it) {
  const auto begun = std::chrono::steady_clock::now();
  break_it();
  std::this_thread::sleep_for(outage);
  return begun;
}

// The newest row of a series; fails the test when there is none.
struct Row {
  LiveFrame frame;
  std::size_t index = 0;

  Cell cell(const std::string& field) const { return frame.cell(field, index); }
  std::string text(const std::string& field) const { return text_of(frame, field, index); }
};

Row newest_row(const ReferenceAgent& agent, const std::string& measurement,
               const std::string& labels) {
  const auto message = agent.grafana.newest(channel(measurement));
  REQUIRE(message);
  const auto& frame = message->frame;
  for (std::size_t row = 0; row < frame.rows(); ++row) {
    if (frame.labels[row].find(labels) != std::string::npos) return {frame, row};
  }
  FAIL(measurement << " has no row with " << labels);
  return {};
}

// What goes on must have said something new all the while.
void check_rhythm(const ReferenceAgent& agent, Moment from,
                  const std::vector<std::string>& measurements) {
  for (const auto& measurement : measurements) {
    CAPTURE(measurement);
    const auto gap = agent.longest_gap(measurement, from);
    MESSAGE(measurement << ": silent for " << gap.count() << " ms at most");
    CHECK(gap < 2s * patience);
  }
}

void check_cell_stayed(const ReferenceAgent& agent, Moment from, const std::string& measurement,
                       const std::string& labels, const std::string& field, const Cell& wanted) {
  for (const auto& message : agent.grafana.messages(channel(measurement), from)) {
    for (std::size_t row = 0; row < message.frame.rows(); ++row) {
      if (message.frame.labels[row].find(labels) != std::string::npos) {
        CHECK(message.frame.cell(field, row) == wanted);
      }
    }
  }
}

bool all_well(ReferenceAgent& agent) {
  return agent.newest(
      "service",
      [](const LiveFrame& frame) {
        for (std::size_t row = 0; row < frame.rows(); ++row) {
          if (frame.cell("up", row) != Cell{1.0}) return false;
        }
        return frame.rows() >= kServices.size();
      },
      60s);
}

}  // namespace

TEST_CASE("One service down: its row says so in words, the other four and all probes go on") {
  auto& system = ReferenceSystem::get();
  ReferenceAgent agent;
  for (const auto& each : kServices) {
    const std::string service(each.name);
    for (const std::string how : {"down", "hang"}) {
      CAPTURE(service);
      CAPTURE(how);
      REQUIRE(all_well(agent));
      const auto begun = broken_for_a_while([&] { system.standin.control(service, how); });
      const auto row = newest_row(agent, "service", "service=" + service);
      system.standin.control(service, "ok");
      CHECK(row.cell("up") == Cell{0.0});
      CHECK(row.text("error") != "");
      CHECK(row.cell("latency_ms") == Cell{});
      CHECK(row.cell("database_connected") == Cell{});
      for (const auto& other : kServices) {
        if (other.name != service) {
          check_cell_stayed(agent, begun, "service", "service=" + std::string(other.name), "up",
                            Cell{1.0});
        }
      }
      check_rhythm(agent, begun, {"service", "signals", "rabbitmq_queue", "websocket"});
    }
  }
}

TEST_CASE("PostgreSQL down: its measurements are null with the reason, the others go on") {
  auto& system = ReferenceSystem::get();
  ReferenceAgent agent;
  REQUIRE(all_well(agent));
  const auto begun = broken_for_a_while([&] { system.postgres.stop(); });
  const auto up = newest_row(agent, "postgres", "").cell("up");
  const auto error = newest_row(agent, "postgres", "").text("error");
  const auto count = newest_row(agent, "signals", "asset=").cell("count");
  const auto age = newest_row(agent, "recent_signals_table", "").cell("age_s");
  const auto service = newest_row(agent, "service", "service=order-manager");
  system.postgres.start();
  CHECK(up == Cell{0.0});
  CHECK(error != "");
  CHECK(count == Cell{});
  REQUIRE(std::holds_alternative<double>(age));
  CHECK(std::get<double>(age) > 1);
  CHECK(service.cell("database_connected") == Cell{0.0});
  CHECK(service.cell("queue_connected") == Cell{1.0});
  check_rhythm(
      agent, begun,
      {"signals", "postgres", "recent_signals_table", "service", "rabbitmq_queue", "websocket"});
  check_cell_stayed(agent, begun, "websocket", "endpoint=", "connected", Cell{1.0});
  CHECK(all_well(agent));
  CHECK(agent.newest(
      "signals", [](const LiveFrame& frame) { return frame.cell("count", 0) != Cell{}; }, 30s));
}

TEST_CASE("RabbitMQ down: its measurements are null with the reason, the others go on") {
  auto& system = ReferenceSystem::get();
  ReferenceAgent agent;
  REQUIRE(all_well(agent));
  const auto begun = broken_for_a_while([&] { system.rabbit.stop(); });
  const auto messages = newest_row(agent, "rabbitmq_queue", "queue=").cell("messages");
  const auto probe = newest_row(agent, "probe", "measurement=rabbitmq_queue");
  const auto service = newest_row(agent, "service", "service=order-manager");
  system.rabbit.start();
  CHECK(messages == Cell{});
  CHECK(probe.cell("up") == Cell{0.0});
  CHECK(probe.text("error") != "");
  CHECK(service.cell("queue_connected") == Cell{0.0});
  CHECK(service.cell("database_connected") == Cell{1.0});
  check_rhythm(agent, begun, {"signals", "service", "rabbitmq_queue", "websocket"});
  CHECK(all_well(agent));
}

TEST_CASE("The stream down: its row and an event say so, the gateway's own health goes on") {
  auto& system = ReferenceSystem::get();
  ReferenceAgent agent;
  REQUIRE(all_well(agent));
  const auto begun = broken_for_a_while([&] { system.standin.control("websocket", "refuse"); });
  const auto row = newest_row(agent, "websocket", "endpoint=");
  system.standin.control("websocket", "ok");
  CHECK(row.cell("connected") == Cell{0.0});
  CHECK(row.text("error") != "");
  CHECK(row.cell("message_rate") == Cell{});
  CHECK(agent.first_saying("event", begun, "websocket_disconnected"));
  check_rhythm(agent, begun, {"signals", "service", "rabbitmq_queue", "websocket"});
  CHECK(agent.newest(
      "websocket", [](const LiveFrame& frame) { return frame.cell("connected", 0) == Cell{1.0}; },
      30s));
}
