#include "tests/demo/standin_process.hpp"

#include <sstream>
#include <stdexcept>

#include "tests/demo/services.hpp"

namespace livetap::test {
namespace {

void prepare(PostgresServer& postgres) {
  if (!postgres.exec("select 1 from pg_database where datname = 'ytrader'").empty()) return;
  postgres.create_database("ytrader");
  postgres.exec_file(LIVETAP_DEMO_SCHEMA, "ytrader",
                     {{"grafana_monitor_password", StandIn::kMonitorPassword}});
}

ChildProcess start(PostgresServer* postgres, RabbitServer* rabbit,
                   const std::vector<std::string>& arguments) {
  ChildOptions options{.command = {LIVETAP_STANDIN, "--history", "200"}};
  for (const auto& service : standin::kServices) {
    options.command.push_back("--" + std::string(service.name) + "-port");
    options.command.emplace_back("0");
  }
  const auto add = [&](std::initializer_list<std::string> more) {
    options.command.insert(options.command.end(), more);
  };
  if (postgres != nullptr) {
    prepare(*postgres);
    add({"--database", postgres->url("postgres", "ytrader")});
    options.environment["PGPASSWORD"] = postgres->password();
  }
  if (rabbit != nullptr) {
    add({"--amqp-port", std::to_string(rabbit->amqp_port()), "--amqp-user", rabbit->user()});
    options.environment["LIVETAP_STANDIN_AMQP_PASSWORD"] = rabbit->password();
  }
  options.command.insert(options.command.end(), arguments.begin(), arguments.end());
  return ChildProcess(std::move(options));
}

}  // namespace

StandIn::StandIn(PostgresServer* postgres, RabbitServer* rabbit,
                 const std::vector<std::string>& arguments)
    : process_(start(postgres, rabbit, arguments)) {
  if (!process_.wait_for_output("ready\n", std::chrono::seconds(30))) {
    throw std::runtime_error("the stand-in does not start: " + process_.err());
  }
  std::istringstream lines(process_.out());
  std::string name;
  for (std::uint16_t number = 0; lines >> name >> number;) ports_[name] = number;
}

std::uint16_t StandIn::port(std::string_view service) const {
  const auto found = ports_.find(service);
  if (found == ports_.end()) throw std::runtime_error("no service " + std::string(service));
  return found->second;
}

std::string StandIn::url(std::string_view service, std::string_view target) const {
  return "http://127.0.0.1:" + std::to_string(port(service)) + std::string(target);
}

HttpReply StandIn::health(std::string_view service) const {
  return http_request(url(service));
}

void StandIn::control(std::string_view part, std::string_view mode) const {
  const auto reply =
      http_request(url("control", "/control/" + std::string(part) + "?mode=" + std::string(mode)),
                   {.method = "POST"});
  if (reply.status != 200) throw std::runtime_error(reply.body);
}

}  // namespace livetap::test
