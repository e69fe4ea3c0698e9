#include "agent/once/row_judge.hpp"

#include <utility>

#include "agent/model/span_words.hpp"

namespace livetap::once {

namespace {

Verdict verdict_of(Level level) {
  return level == Level::fail ? Verdict::fail : level == Level::warn ? Verdict::warn : Verdict::ok;
}

}  // namespace

RowJudge::RowJudge(const MeasurementReport& report, const std::vector<ConditionConfig>& conditions)
    : report_(report) {
  for (const auto& condition : conditions) {
    if (condition.measurement.text == report.schema.name && !report.schema.late) {
      add(condition);
    }
  }
}

void RowJudge::add(const ConditionConfig& condition) {
  std::vector<RuleMistake> mistakes;
  Rule rule(condition, mistakes);
  rule.bind(report_.schema, mistakes);
  if (mistakes.empty()) {
    rules_.push_back(std::move(rule));
  } else if (!trouble_) {
    trouble_ = Error{ErrorKind::config,
                     "condition " + condition.name + " cannot be judged: " +
                         mistakes.front().what.message + " (in '" + mistakes.front().in.text + "')",
                     mistakes.front().what.hint, ""};
  }
}

RowWords RowJudge::words(std::size_t row) const {
  auto words = words_of(report_, row);
  for (const auto& rule : rules_) {
    judge(rule, row, words);
  }
  return words;
}

void RowJudge::judge(const Rule& rule, std::size_t row, RowWords& words) const {
  const auto judged = rule.judge(report_.rows, row, report_.time, false);
  if (!judged.level || verdict_of(*judged.level) <= words.verdict) {
    return;
  }
  const auto& config = rule.config();
  words.verdict = verdict_of(*judged.level);
  words.reason = config.name + ": " + rule.reason(report_.rows, row, judged.level);
  words.hint = config.hint;
  if (config.hold > Milliseconds(0)) {
    words.reason += ", now; whether for " + span_words(config.hold) + " is not waited for";
  }
}

}  // namespace livetap::once
