#include <algorithm>

#include "agent/once/report.hpp"
#include "agent/once/row_words.hpp"

namespace livetap::once {

namespace {

Error row_error(const RowWords& words) {
  return {ErrorKind::unavailable, words.reason.empty() ? "no reason given" : words.reason,
          words.hint, ""};
}

std::string tags_in_words(const MeasurementReport& report, std::size_t row) {
  std::string name;
  for (std::size_t i = 0; i < report.schema.tags.size(); ++i) {
    name += (name.empty() ? "" : ", ") + report.schema.tags[i] + "=" +
            std::string(report.rows.tag(row, i));
  }
  return name;
}

/// The worst rows in one error: the first in full, the others counted.
Error rows_error(const MeasurementReport& report, std::size_t worst_row, std::size_t others) {
  auto error = row_error(words_of(report, worst_row));
  if (const auto name = tags_in_words(report, worst_row); !name.empty()) {
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
    const auto verdict = words_of(report, row).verdict;
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

TargetReport judge_target(const MeasurementReport& report, std::size_t row) {
  const auto words = words_of(report, row);
  TargetReport target{row_name(report.rows, row), words.verdict, words.duration, {}};
  if (words.verdict != Verdict::ok) {
    target.error = row_error(words);
  } else if (!words.known) {
    // Nobody looked at it yet: that is no good news.
    target.verdict = Verdict::warn;
    target.error =
        Error{ErrorKind::timeout,
              words.reason.empty() ? "nothing is known of it yet" : words.reason, words.hint, ""};
  }
  return target;
}

}  // namespace

void judge(ProbeReport& probe) {
  for (auto& measurement : probe.measurements) {
    if (measurement.error) {
      measurement.verdict = Verdict::fail;
    }
    judge_rows(measurement);
    probe.verdict = worse(probe.verdict, measurement.verdict);
    for (std::size_t row = 0; measurement.schema.targets && row < measurement.rows.size(); ++row) {
      probe.targets.push_back(judge_target(measurement, row));
      probe.verdict = worse(probe.verdict, probe.targets.back().verdict);
    }
  }
  if (probe.error) {
    probe.verdict = Verdict::fail;
  }
}

}  // namespace livetap::once
