#include "integration/agent/live_agent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "integration/agent/agent_process.hpp"

namespace livetap::test {

namespace {

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

LiveAgent::LiveAgent(const Config& make_config, const Environment& make_environment)
    : config(make_config(grafana, folder)),
      agent({.command = {agent_program().string(), "--config", config.string()},
             .environment = make_environment(grafana, folder)}) {}

pid_t LiveAgent::worker(const std::string& probe) const {
  for (const auto pid : agent.descendants()) {
    if (command_line(pid).find("--worker " + probe) != std::string::npos) {
      return pid;
    }
  }
  return 0;
}

bool LiveAgent::more_messages(const std::string& measurement, std::size_t count,
                              std::chrono::milliseconds at_most) {
  const auto wanted = grafana.message_count(channel(measurement)) + count;
  return grafana.wait_for([&] { return grafana.message_count(channel(measurement)) >= wanted; },
                          at_most);
}

bool LiveAgent::newest(const std::string& measurement,
                       const std::function<bool(const LiveFrame& frame)>& condition,
                       std::chrono::milliseconds at_most) {
  return grafana.wait_for(
      [&] {
        const auto message = grafana.newest(channel(measurement));
        return message && condition(message->frame);
      },
      at_most);
}

std::chrono::milliseconds LiveAgent::longest_gap(const std::string& measurement,
                                                 std::chrono::steady_clock::time_point from) const {
  auto last = from;
  std::chrono::steady_clock::duration longest{0};
  for (const auto& message : grafana.messages(channel(measurement), from)) {
    longest = std::max(longest, message.at - last);
    last = message.at;
  }
  longest = std::max(longest, std::chrono::steady_clock::now() - last);
  return std::chrono::duration_cast<std::chrono::milliseconds>(longest);
}

}  // namespace livetap::test
