#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "agent/once/diagnose.hpp"
#include "agent/once/render.hpp"
#include "agent/run/checked_config.hpp"
#include "agent/run/commands.hpp"
#include "agent/run/history_options.hpp"
#include "agent/run/live_options.hpp"

namespace livetap {

namespace {

/// The specs of the probes that were asked for, all when none was; nullopt after a complaint.
std::optional<std::vector<ProbeSpec>> chosen(const CommandLine& line,
                                             const std::vector<ProbeSpec>& specs) {
  if (line.probes.empty()) {
    return specs;
  }
  std::vector<ProbeSpec> wanted;
  for (const auto& name : line.probes) {
    const auto at = std::find_if(specs.begin(), specs.end(),
                                 [&](const ProbeSpec& spec) { return spec.name == name; });
    if (at == specs.end()) {
      std::cerr << "--probe " << name << ": " << line.config.string() << " has no such probe\n";
      return std::nullopt;
    }
    wanted.push_back(*at);
  }
  return wanted;
}

/// What a sink may take: as long as the slowest probe may.
Milliseconds slowest(const std::vector<ProbeSpec>& specs) {
  Milliseconds limit{2000};
  for (const auto& spec : specs) {
    limit = std::max(limit, spec.timeout);
  }
  return limit;
}

std::string rendered(const once::Report& report, const std::string& format) {
  if (format == "json") {
    return once::render_json(report);
  }
  if (format == "influx") {
    return once::render_influx(report);
  }
  const bool colour = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  return once::render_table(report, colour);
}

}  // namespace

int run_once(const CommandLine& line, const CheckedConfig& checked) {
  auto specs = chosen(line, checked.specs);
  if (!specs) {
    return exit_usage;
  }
  std::vector<once::SinkCheck> sinks;
  if (checked.config.grafana) {
    sinks.push_back([&grafana = *checked.config.grafana, limit = slowest(checked.specs)] {
      return check_live(grafana, limit);
    });
  }
  if (checked.config.history) {
    sinks.push_back([&config = checked.config, limit = slowest(checked.specs)] {
      return check_history(config, limit);
    });
  }
  once::ProbeConditions conditions;
  for (const auto& probe : checked.config.probes) {
    conditions.emplace(probe.name, probe.conditions);
  }
  const auto report =
      once::diagnose(checked.config.agent.name, std::move(*specs), conditions, sinks);
  std::cout << rendered(report, line.format);
  return report.verdict() == once::Verdict::fail ? exit_fail : exit_ok;
}

}  // namespace livetap
