#pragma once

#include <optional>
#include <vector>

#include "agent/condition/rule.hpp"
#include "agent/once/report.hpp"
#include "agent/once/row_words.hpp"

namespace livetap::once {

/// Says of each row of one measurement how well it is, by its marked fields and by the conditions
/// that speak of it. The report outlives it.
class RowJudge {
 public:
  RowJudge(const MeasurementReport& report, const std::vector<ConditionConfig>& conditions);

  RowWords words(std::size_t row) const;

  /// Why a condition cannot be judged; nothing: all can.
  const std::optional<Error>& trouble() const { return trouble_; }

 private:
  void add(const ConditionConfig& condition);
  void judge(const Rule& rule, std::size_t row, RowWords& words) const;

  const MeasurementReport& report_;
  std::vector<Rule> rules_;
  std::optional<Error> trouble_;
};

}  // namespace livetap::once
