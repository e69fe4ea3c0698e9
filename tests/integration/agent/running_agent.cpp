#include "integration/agent/running_agent.hpp"

#include <fmt/format.h>

namespace livetap::test {

namespace {

std::string grafana_section(const LiveEndpoint& grafana) {
  return fmt::format(
      R"(grafana: {{url: "{}", user: admin, password: "${{GRAFANA_PASSWORD}}", stream: livetap, windows: [5m]}})",
      grafana.url());
}

std::map<std::string, std::string> environment_of_sources() {
  auto environment = Sources::get().environment();
  environment["GRAFANA_PASSWORD"] = "admin-secret";
  return environment;
}

}  // namespace

RunningAgentProcess::RunningAgentProcess(const std::string& more)
    : LiveAgent(
          [&](const LiveEndpoint& grafana, const TempFolder& folder) {
            return folder.write("agent.yaml", Sources::get().config(folder / "var",
                                                                    grafana_section(grafana) +
                                                                        "\n" + more));
          },
          [](const LiveEndpoint&, const TempFolder&) { return environment_of_sources(); }) {}

}  // namespace livetap::test
