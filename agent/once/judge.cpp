#include <algorithm>

#include "agent/once/report.hpp"
#include "agent/once/row_judge.hpp"

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
Error rows_error(const MeasurementReport& report, const RowJudge& judge, std::size_t worst_row,
                 std::size_t others) {
  auto error = row_error(judge.words(worst_row));
  if (const auto name = tags_in_words(report, worst_row); !name.empty()) {
    error.message = name + ": " + error.message;
  }
  if (others > 0) {
    error.message += " (and " + std::to_string(others) + " more)";
  }
  return error;
}

void judge_rows(MeasurementReport& report, const RowJudge& judge) {
  std::size_t speaking = 0;
  std::size_t worst_row = 0;
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    const auto verdict = judge.words(row).verdict;
    speaking += verdict == Verdict::ok ? 0 : 1;
    if (verdict > report.verdict) {
      report.verdict = verdict;
      worst_row = row;
    }
  }
  if (speaking > 0 && !report.error) {
    report.error = rows_error(report, judge, worst_row, speaking - 1);
  }
}

TargetReport judge_target(const MeasurementReport& report, const RowJudge& judge, std::size_t row) {
  const auto words = judge.words(row);
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

void judge_measurement(MeasurementReport& report, const std::vector<ConditionConfig>& conditions,
                       std::vector<TargetReport>& targets) {
  if (report.error) {
    report.verdict = Verdict::fail;
  }
  const RowJudge judge(report, conditions);
  judge_rows(report, judge);
  for (std::size_t row = 0; report.schema.targets && row < report.rows.size(); ++row) {
    targets.push_back(judge_target(report, judge, row));
  }
  if (judge.trouble() && !report.error) {
    report.verdict = Verdict::warn;
    report.error = judge.trouble();
  }
}

}  // namespace

void judge(ProbeReport& probe, const std::vector<ConditionConfig>& conditions) {
  for (auto& measurement : probe.measurements) {
    judge_measurement(measurement, conditions, probe.targets);
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
