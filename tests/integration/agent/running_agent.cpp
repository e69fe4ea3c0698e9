#include "integration/agent/running_agent.hpp"

#include <fmt/format.h>

namespace livetap::test {

namespace {

std::string grafana_section(const LiveEndpoint& grafana) {
  return fmt::format(
      R"(grafana: {{url: "{}", user: admin, password: "${{GRAFANA_PASSWORD}}", stream: livetap, windows: [5m]}})",
      grafana.url());
}

std::map<std::string, std::string> environment_of_sources(const LiveEndpoint&, const TempFolder&) {
  auto environment = Sources::get().environment();
  environment["GRAFANA_PASSWORD"] = "admin-secret";
  return environment;
}

LiveAgent::Config config_with(const std::string& more) {
  return [more](const LiveEndpoint& grafana, const TempFolder& folder) {
    return folder.write("agent.yaml", Sources::get().config(
                                          folder / "var", grafana_section(grafana) + "\n" + more));
  };
}

}  // namespace

RunningAgentProcess::RunningAgentProcess(const std::string& more)
    : LiveAgent(config_with(more), environment_of_sources) {}

}  // namespace livetap::test
