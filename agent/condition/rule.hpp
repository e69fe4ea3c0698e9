#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/condition/expression.hpp"
#include "agent/config/config.hpp"

namespace livetap {

/// How bad a row is.
enum class Level : std::uint8_t { ok = 0, warn = 1, fail = 2 };

std::string_view to_string(Level level);

/// What a condition says of one row.
struct Judgement {
  bool meant = false;          ///< the row is one of those that the condition is about
  std::optional<Level> level;  ///< nothing: unknown
};

/// A mistake in one of the expressions of a condition, and which.
struct RuleMistake {
  PlacedText in;
  ExpressionMistake what;
};

/// One condition of the config, ready to judge rows. No I/O, no state; judging allocates nothing.
///
/// Example:
///   std::vector<RuleMistake> mistakes;
///   Rule rule(config, mistakes);
///   rule.bind(measurement, mistakes);       // good if there is none
///   rule.judge(rows, row, now).level == Level::warn
class Rule {
 public:
  /// Reads the expressions; those with a mistake are left out.
  Rule(ConditionConfig config, std::vector<RuleMistake>& mistakes);

  /// Fits it to the measurement that it judges.
  void bind(const Measurement& measurement, std::vector<RuleMistake>& mistakes);

  /// Whether the row is meant, and how bad it is: fail if that holds, else warn if that does; ok
  /// when neither does, and unknown when that cannot be said. Where `where` itself is unknown, the
  /// row counts as meant if `before` says that it was.
  Judgement judge(const RowBlock& rows, std::size_t row, WallTime now, bool before) const;

  /// Why a row is as bad as that, in words: the condition's reason, else its expression, and the
  /// values of the fields that it speaks of. For unknown: which of them are not known.
  std::string reason(const RowBlock& rows, std::size_t row, std::optional<Level> level) const;

  const ConditionConfig& config() const { return config_; }

 private:
  const std::optional<Expression>& expression(Level level) const;

  ConditionConfig config_;
  std::optional<Expression> where_;
  std::optional<Expression> warn_;
  std::optional<Expression> fail_;
  std::vector<Field> fields_;
};

}  // namespace livetap
