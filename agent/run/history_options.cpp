#include "agent/run/history_options.hpp"

#include <spdlog/fmt/fmt.h>

#include "agent/shipper/history_check.hpp"

namespace livetap {

shipper::ShipperOptions history_options(const Config& config,
                                        const std::filesystem::path& state_dir) {
  const auto& history = *config.history;
  shipper::ShipperOptions options;
  options.journal = state_dir / "journal.db";
  options.agent = config.agent.name;
  options.url = history.url;
  options.password = history.password;
  options.schema = history.schema;
  options.retention = history.retention;
  options.journal_age = config.agent.journal.max_age;
  return options;
}

once::SinkReport check_history(const Config& config, Milliseconds limit) {
  const auto& history = *config.history;
  const auto check = shipper::check_history(
      history.url, history.password,
      {history.schema, config.agent.name, history.retention, config.agent.journal.max_age}, limit);
  once::SinkReport report;
  report.name = "history";
  report.duration = check.duration;
  report.error = check.error;
  report.verdict = check.error ? once::Verdict::fail : once::Verdict::ok;
  if (!check.error && !check.warnings.empty()) {
    const auto& warning = check.warnings.front();
    report.verdict = once::Verdict::warn;
    report.error = Error{ErrorKind::config, warning.message, warning.hint, "history"};
  }
  report.detail = fmt::format("takes rows; schema {}", history.schema);
  return report;
}

}  // namespace livetap
