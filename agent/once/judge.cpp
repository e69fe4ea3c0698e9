#include <algorithm>

#include "agent/once/report.hpp"

namespace livetap::once {

namespace {

/// What the marked fields of one row say.
Verdict row_verdict(const MeasurementReport& report, std::size_t row) {
  Verdict verdict = Verdict::ok;
  for (std::size_t i = 0; i < report.schema.fields.size(); ++i) {
    const auto& field = report.schema.fields[i];
    const auto value = report.rows.field(row, i);
    const auto* flag = std::get_if<bool>(&value);
    if (flag != nullptr && field.warn_if_true && *flag) {
      verdict = worse(verdict, Verdict::warn);
    }
    if (flag != nullptr && field.fail_if_false && !*flag) {
      verdict = worse(verdict, Verdict::fail);
    }
  }
  return verdict;
}

std::string row_reason(const MeasurementReport& report, std::size_t row) {
  for (std::size_t i = 0; i < report.schema.fields.size(); ++i) {
    const auto value = report.rows.field(row, i);
    const auto* text = std::get_if<std::string_view>(&value);
    if (report.schema.fields[i].reason && text != nullptr && !text->empty()) {
      return std::string(*text);
    }
  }
  return "no reason given";
}

std::string row_name(const MeasurementReport& report, std::size_t row) {
  std::string name;
  for (std::size_t i = 0; i < report.schema.tags.size(); ++i) {
    name += (name.empty() ? "" : ", ") + report.schema.tags[i] + "=" +
            std::string(report.rows.tag(row, i));
  }
  return name;
}

/// The worst rows in one error: the first in full, the others counted.
Error rows_error(const MeasurementReport& report, std::size_t worst_row, std::size_t others) {
  Error error{ErrorKind::unavailable, row_reason(report, worst_row), "", ""};
  if (const auto name = row_name(report, worst_row); !name.empty()) {
    error.message = name + ": " + error.message;
  }
  if (others > 0) {
    error.message += " (and " + std::to_string(others) + " more)";
  }
  return error;
}

void judge_rows(MeasurementReport& report) {
  std::size_t speaking = 0;
  std::size_t worst_row = 0;
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    const auto verdict = row_verdict(report, row);
    speaking += verdict == Verdict::ok ? 0 : 1;
    if (verdict > report.verdict) {
      report.verdict = verdict;
      worst_row = row;
    }
  }
  if (speaking > 0 && !report.error) {
    report.error = rows_error(report, worst_row, speaking - 1);
  }
}

}  // namespace

void judge(ProbeReport& probe) {
  for (auto& measurement : probe.measurements) {
    if (measurement.error) {
      measurement.verdict = Verdict::fail;
    }
    judge_rows(measurement);
    probe.verdict = worse(probe.verdict, measurement.verdict);
  }
  for (const auto& target : probe.targets) {
    probe.verdict = worse(probe.verdict, target.verdict);
  }
  if (probe.error) {
    probe.verdict = Verdict::fail;
  }
}

}  // namespace livetap::once
