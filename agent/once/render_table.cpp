#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "agent/once/printable.hpp"
#include "agent/once/render.hpp"

namespace livetap::once {

namespace {

std::string verdict_cell(Verdict verdict, bool colour) {
  const std::string word = fmt::format("{:<4}", to_string(verdict));
  if (!colour) {
    return word;
  }
  constexpr const char* codes[] = {"32", "33", "31"};  // green, yellow, red
  return fmt::format("\x1b[{}m{}\x1b[0m", codes[static_cast<int>(verdict)], word);
}

std::string complaint(const std::optional<Error>& error) {
  if (!error) {
    return "";
  }
  std::string text = printable(error->message);
  if (!error->hint.empty()) {
    text += " -> " + printable(error->hint);
  }
  return text;
}

struct Line {
  Verdict verdict;
  std::string name;
  std::string duration;
  std::string detail;
};

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

Line probe_line(const ProbeReport& probe) {
  std::string detail = fmt::format("{}, {}", counted(probe.rows(), "row", "rows"),
                                   counted(probe.series(), "series", "series"));
  const auto unwell =
      std::count_if(probe.targets.begin(), probe.targets.end(),
                    [](const TargetReport& target) { return target.verdict != Verdict::ok; });
  if (probe.error) {
    detail += ": " + complaint(probe.error);
  } else if (unwell > 0) {
    detail +=
        fmt::format(": {} of {} {} not well", unwell,
                    counted(probe.targets.size(), "target", "targets"), unwell == 1 ? "is" : "are");
  }
  return {probe.verdict, probe.name, fmt::format("{} ms", probe.duration.count()), detail};
}

/// When the probe itself failed, its measurements failed for the same reason; what is wrong with
/// targets stands in their lines, but for a condition that cannot be judged. Each is said once.
bool is_said(const ProbeReport& probe, const MeasurementReport& measurement) {
  if (!measurement.error) {
    return false;
  }
  return (probe.error && probe.error->message == measurement.error->message) ||
         (measurement.schema.targets && !measurement.rows.empty() &&
          measurement.error->kind != ErrorKind::config);
}

void add_parts(const ProbeReport& probe, std::vector<Line>& lines) {
  for (const auto& target : probe.targets) {
    lines.push_back({target.verdict, "  " + printable(target.name),
                     fmt::format("{} ms", target.duration.count()), complaint(target.error)});
  }
  for (const auto& measurement : probe.measurements) {
    if (measurement.verdict != Verdict::ok && !is_said(probe, measurement)) {
      lines.push_back(
          {measurement.verdict, "  " + measurement.schema.name, "", complaint(measurement.error)});
    }
  }
}

std::vector<Line> all_lines(const Report& report) {
  std::vector<Line> lines;
  for (const auto& probe : report.probes) {
    lines.push_back(probe_line(probe));
    add_parts(probe, lines);
  }
  for (const auto& sink : report.sinks) {
    lines.push_back({sink.verdict, sink.name, fmt::format("{} ms", sink.duration.count()),
                     sink.error ? complaint(sink.error) : sink.detail});
  }
  return lines;
}

}  // namespace

std::string render_table(const Report& report, bool colour) {
  const auto lines = all_lines(report);
  std::size_t name_width = report.agent.size();
  std::size_t duration_width = 0;
  for (const auto& line : lines) {
    name_width = std::max(name_width, line.name.size());
    duration_width = std::max(duration_width, line.duration.size());
  }
  std::string text;
  for (const auto& line : lines) {
    std::string row =
        fmt::format("{}  {:<{}}  {:>{}}  {}", verdict_cell(line.verdict, colour), line.name,
                    name_width, line.duration, duration_width, line.detail);
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + "\n";
  }
  text += fmt::format("{}  {}\n", verdict_cell(report.verdict(), colour), report.agent);
  return text;
}

}  // namespace livetap::once
