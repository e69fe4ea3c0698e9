#include "integration/reference/reference_system.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "tests/support/wait_until.hpp"

namespace livetap::test {

namespace {

using namespace std::chrono_literals;

std::filesystem::path shipped_config(const LiveEndpoint&, const TempFolder&) {
  return ReferenceSystem::config();
}

std::map<std::string, std::string> environment_of_agent(const LiveEndpoint& grafana,
                                                        const TempFolder& folder) {
  auto environment = ReferenceSystem::get().environment();
  environment["GRAFANA_URL"] = grafana.url();
  environment["GF_SECURITY_ADMIN_PASSWORD"] = "admin-secret";
  environment["LIVETAP_STATE_DIR"] = folder / "var";
  environment["LIVETAP_HTTP"] = "127.0.0.1:0";
  return environment;
}

bool mentions(const LiveFrame& frame, std::size_t row, const std::string& text) {
  if (frame.labels[row].find(text) != std::string::npos) return true;
  for (const auto& field : frame.fields) {
    const auto* cell = std::get_if<std::string>(&field.cells[row]);
    if (cell != nullptr && cell->find(text) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

ReferenceSystem& ReferenceSystem::get() {
  static ReferenceSystem system;
  return system;
}

ReferenceSystem::ReferenceSystem() : standin(&postgres, &rabbit) {
  postgres.create_role("livetap", "history-secret");
  postgres.create_database("livetap");
  postgres.exec("alter database livetap owner to livetap");
  const auto ready = [&] {
    return standin.health("order-manager").body.find("\"database_connected\":true") !=
               std::string::npos &&
           standin.health("order-manager").body.find("\"queue_connected\":true") !=
               std::string::npos;
  };
  if (!wait_until(60s, ready)) throw std::runtime_error("the stand-in does not connect");
}

std::filesystem::path ReferenceSystem::config() {
  return LIVETAP_SHIPPED_CONFIG;
}

std::map<std::string, std::string> ReferenceSystem::environment() const {
  return {{"TRADING_DATABASE_URL", "postgresql://grafana_monitor@127.0.0.1:" +
                                       std::to_string(postgres.port()) + "/ytrader"},
          {"GRAFANA_POSTGRES_PASSWORD", StandIn::kMonitorPassword},
          {"LIVETAP_HISTORY_PORT", std::to_string(postgres.port())},
          {"LIVETAP_HISTORY_PASSWORD", postgres.password("livetap")},
          {"RABBITMQ_URL", rabbit.management_url()},
          {"RABBITMQ_USER", rabbit.user()},
          {"RABBITMQ_PASSWORD", rabbit.password()},
          {"WS_GATEWAY_URL", standin.url("ws-gateway", "")},
          {"MODEL_SERVICE_URL", standin.url("model-service", "")},
          {"ORDER_MANAGER_URL", standin.url("order-manager", "")},
          {"POSITION_MANAGER_URL", standin.url("position-manager", "")},
          {"FEATURE_SERVICE_URL", standin.url("feature-service", "")},
          {"MARKET_STREAM_URL",
           "ws://127.0.0.1:" + std::to_string(standin.port("ws-gateway")) + "/stream"}};
}

ReferenceAgent::ReferenceAgent() : LiveAgent(shipped_config, environment_of_agent) {
  for (const std::string measurement : {"signals", "rabbitmq_queue", "service", "websocket"}) {
    if (!more_messages(measurement, 2, 60s)) {
      FAIL("no " << measurement << " from the agent: " << agent.err());
    }
  }
}

std::string ReferenceAgent::page() {
  constexpr std::string_view before = "status page: ";
  if (!agent.wait_for_output(before, 10s)) FAIL("no status page: " << agent.err());
  const auto log = agent.err();
  const auto begin = log.find(before) + before.size();
  return log.substr(begin, log.find('\n', begin) - begin);
}

std::optional<ReferenceAgent::Moment> ReferenceAgent::first(const std::string& measurement,
                                                            Moment from, const std::string& labels,
                                                            const std::string& field,
                                                            const Cell& wanted) const {
  for (const auto& message : grafana.messages(channel(measurement), from)) {
    for (std::size_t row = 0; row < message.frame.rows(); ++row) {
      if (message.frame.labels[row].find(labels) != std::string::npos &&
          message.frame.cell(field, row) == wanted) {
        return message.at;
      }
    }
  }
  return std::nullopt;
}

std::optional<ReferenceAgent::Moment> ReferenceAgent::first_saying(
    const std::string& measurement, Moment from, const std::string& text,
    const std::string& labels) const {
  for (const auto& message : grafana.messages(channel(measurement), from)) {
    for (std::size_t row = 0; row < message.frame.rows(); ++row) {
      if (message.frame.labels[row].find(labels) != std::string::npos &&
          mentions(message.frame, row, text)) {
        return message.at;
      }
    }
  }
  return std::nullopt;
}

}  // namespace livetap::test
