#include "integration/status/status_agent.hpp"

#include <boost/json/parse.hpp>
#include <stdexcept>

#include "support/http_request.hpp"
#include "support/wait_until.hpp"

namespace livetap::test {

namespace {

std::vector<std::string> command(const std::string& config, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {LIVETAP_AGENT, "--config", config});
  return arguments;
}

}  // namespace

std::string StatusAgent::filled(const std::string& config) const {
  return "agent: {name: test, state_dir: \"" + (folder_ / "var").string() +
         "\", http: \"127.0.0.1:0\"}\n" + config;
}

StatusAgent::StatusAgent(const std::string& config, std::map<std::string, std::string> environment,
                         std::vector<std::string> arguments)
    : config_(folder_.write("agent.yaml", filled(config)).string()),
      agent_({.command = command(config_, std::move(arguments)),
              .environment = std::move(environment)}) {
  constexpr std::string_view mark = "status page: ";
  if (!agent_.wait_for_output("status page: http", std::chrono::seconds(30)) ||
      !agent_.wait_for_output("/\n", std::chrono::seconds(5))) {
    throw std::runtime_error("no status page: " + agent_.err());
  }
  const auto log = agent_.err();
  const auto at = log.find(mark) + mark.size();
  url_ = log.substr(at, log.find('\n', at) - at);
}

void StatusAgent::write_config(const std::string& config) {
  folder_.write("agent.yaml", filled(config));
}

boost::json::value StatusAgent::get(const std::string& target) const {
  return boost::json::parse(http_request(url_ + target).body);
}

int StatusAgent::status(const std::string& target) const {
  return http_request(url_ + target).status;
}

StatusAgent::Reloaded StatusAgent::reload() const {
  const auto reply = http_request(url_ + "-/reload",
                                  {.method = "POST", .deadline = std::chrono::milliseconds(30000)});
  return {reply.status, reply.body};
}

bool StatusAgent::wait_for(
    std::chrono::milliseconds deadline,
    const std::function<bool(const boost::json::value& status)>& condition) const {
  return wait_until(deadline, [&] { return condition(get("api/status")); });
}

}  // namespace livetap::test
