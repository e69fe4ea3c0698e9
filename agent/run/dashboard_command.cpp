#include <spdlog/fmt/fmt.h>

#include <iostream>

#include "agent/config/environment.hpp"
#include "agent/dashboard/dashboard_check.hpp"
#include "agent/run/commands.hpp"
#include "agent/run/dashboard_plan.hpp"

namespace livetap {

namespace {

constexpr std::size_t longest_dashboard = 16 * 1024 * 1024;

/// Whether a dashboard fits; complaints go to stderr.
bool fits(const std::filesystem::path& file, const dashboard::ChannelBook& book) {
  const auto text = Environment::of_process().read_file(file, longest_dashboard);
  if (!text) {
    std::cerr << text.error().message << '\n';
    return false;
  }
  const auto check = dashboard::check_dashboard(*text, book);
  for (const auto& finding : check.findings) {
    std::cerr << file.string() << ": " << finding.text() << '\n';
  }
  if (check.findings.empty()) {
    std::cout << fmt::format("{}: good; {} live panels\n", file.string(), check.live_panels);
  }
  return check.findings.empty();
}

}  // namespace

int print_dashboard(const CheckedConfig& checked) {
  const auto plan = dashboard_plan(checked);
  if (!plan) {
    return complain(plan.error(), exit_fail);
  }
  std::cout << dashboard::json_text(*plan);
  return exit_ok;
}

int check_dashboards(const CommandLine& line, const CheckedConfig& checked) {
  const auto plan = dashboard_plan(checked);
  if (!plan) {
    return complain(plan.error(), exit_fail);
  }
  const dashboard::ChannelBook book(*plan);
  int status = exit_ok;
  for (const auto& file : line.dashboards) {
    status = fits(file, book) ? status : exit_fail;
  }
  return status;
}

}  // namespace livetap
