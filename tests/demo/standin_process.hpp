#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/http_request.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/rabbit_server.hpp"

namespace livetap::test {

// The stand-in trading system for a test, on free ports; gone with this object. Throws
// std::runtime_error when it does not start.
//
//   StandIn standin(&pg, &rabbit, {"--rate", "20"});
//   standin.control("ws-gateway", "hang");
class StandIn {
 public:
  // Makes database ytrader with its schema in the PostgreSQL if there is none yet; its reader is
  // grafana_monitor with the password below. Either server may be left out.
  StandIn(PostgresServer* postgres, RabbitServer* rabbit,
          const std::vector<std::string>& arguments = {});

  static constexpr const char* kMonitorPassword = "monitor";

  std::uint16_t port(std::string_view service) const;  // "ws-gateway", ..., "control"
  std::string url(std::string_view service, std::string_view target = "/health") const;
  HttpReply health(std::string_view service) const;
  void control(std::string_view part, std::string_view mode) const;
  ChildProcess& process() { return process_; }

 private:
  ChildProcess process_;
  std::map<std::string, std::uint16_t, std::less<>> ports_;
};

}  // namespace livetap::test
