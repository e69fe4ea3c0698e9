#include "integration/agent/running_agent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace livetap::test {

namespace {

std::string grafana_section(const LiveEndpoint& grafana) {
  return fmt::format(
      R"(grafana: {{url: "{}", user: admin, password: "${{GRAFANA_PASSWORD}}", stream: livetap, windows: [5m]}})",
      grafana.url());
}

ChildOptions agent_options(const std::filesystem::path& config) {
  auto environment = Sources::get().environment();
  environment["GRAFANA_PASSWORD"] = "admin-secret";
  return {.command = {agent_program().string(), "--config", config.string()},
          .environment = environment};
}

std::string command_line(pid_t pid) {
  std::ifstream in(fmt::format("/proc/{}/cmdline", pid), std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

}  // namespace

std::string channel(const std::string& measurement) {
  return "stream/livetap/" + measurement;
}

RunningAgentProcess::RunningAgentProcess(const std::string& more)
    : config(folder.write(
          "agent.yaml",
          Sources::get().config(folder / "var", grafana_section(grafana) + "\n" + more))),
      agent(agent_options(config)) {}

pid_t RunningAgentProcess::worker(const std::string& probe) const {
  for (const auto pid : agent.descendants()) {
    if (command_line(pid).find("--worker " + probe) != std::string::npos) {
      return pid;
    }
  }
  return 0;
}

bool RunningAgentProcess::more_messages(const std::string& measurement, std::size_t count,
                                        std::chrono::milliseconds at_most) {
  const auto wanted = grafana.message_count(channel(measurement)) + count;
  return grafana.wait_for([&] { return grafana.message_count(channel(measurement)) >= wanted; },
                          at_most);
}

bool RunningAgentProcess::newest(const std::string& measurement,
                                 const std::function<bool(const LiveFrame& frame)>& condition,
                                 std::chrono::milliseconds at_most) {
  return grafana.wait_for(
      [&] {
        const auto messages = grafana.messages(channel(measurement));
        return !messages.empty() && condition(messages.back().frame);
      },
      at_most);
}

std::chrono::milliseconds RunningAgentProcess::longest_gap(
    const std::string& measurement, std::chrono::steady_clock::time_point from) const {
  auto last = from;
  std::chrono::steady_clock::duration longest{0};
  for (const auto& message : grafana.messages(channel(measurement))) {
    if (message.at > from) {
      longest = std::max(longest, message.at - last);
      last = message.at;
    }
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(longest);
}

}  // namespace livetap::test
