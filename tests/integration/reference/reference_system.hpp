#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "integration/agent/live_agent.hpp"
#include "tests/demo/standin_process.hpp"

namespace livetap::test {

// The reference trading system on free ports: PostgreSQL, RabbitMQ, five services and a stream.
// Started once a test program; every case mends what it breaks.
class ReferenceSystem {
 public:
  static ReferenceSystem& get();

  PostgresServer postgres;
  RabbitServer rabbit;
  StandIn standin;

  // The config that is shipped for it, config/agent.yaml, and the variables that bring it here.
  static std::filesystem::path config();
  std::map<std::string, std::string> environment() const;

 private:
  ReferenceSystem();
};

// The agent on the shipped config, pushing to an endpoint as strict as Grafana; ready when every
// probe has been measured once.
class ReferenceAgent : public LiveAgent {
 public:
  ReferenceAgent();

  // The address of its status page.
  std::string page();

  using Moment = std::chrono::steady_clock::time_point;

  // When the first message since `from` came whose row has the labels and the cell; nothing when
  // none did. `labels` is a part of the row's labels: "service=ws-gateway".
  std::optional<Moment> first(const std::string& measurement, Moment from,
                              const std::string& labels, const std::string& field,
                              const Cell& wanted) const;
  // The same for a row that says a text anywhere, labels included.
  std::optional<Moment> first_saying(const std::string& measurement, Moment from,
                                     const std::string& text, const std::string& labels = "") const;
};

}  // namespace livetap::test
