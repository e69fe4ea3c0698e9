#include "agent/condition/rule.hpp"

#include <spdlog/fmt/fmt.h>

#include <utility>

namespace livetap {

namespace {

std::optional<Expression> parse(const PlacedText& text, std::vector<RuleMistake>& mistakes) {
  if (text.origin.line == 0 && text.text.empty()) {
    return std::nullopt;
  }
  auto parsed = Expression::parse(text.text);
  if (!parsed) {
    mistakes.push_back({text, parsed.error()});
    return std::nullopt;
  }
  return *std::move(parsed);
}

void bind(std::optional<Expression>& expression, const PlacedText& text,
          const Measurement& measurement, std::vector<RuleMistake>& mistakes) {
  if (expression) {
    for (auto& mistake : expression->bind(measurement)) {
      mistakes.push_back({text, std::move(mistake)});
    }
  }
}

std::string value_words(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) {
    return fmt::format("{:.6g}", *number);
  }
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    return std::to_string(*whole);
  }
  if (const auto* boolean = std::get_if<bool>(&value)) {
    return *boolean ? "true" : "false";
  }
  const auto* text = std::get_if<std::string_view>(&value);
  return text == nullptr ? "unknown" : "'" + std::string(text->substr(0, 80)) + "'";
}

}  // namespace

std::string_view to_string(Level level) {
  return level == Level::ok ? "ok" : level == Level::warn ? "warn" : "fail";
}

Rule::Rule(ConditionConfig config, std::vector<RuleMistake>& mistakes)
    : config_(std::move(config)),
      where_(parse(config_.where, mistakes)),
      warn_(parse(config_.warn, mistakes)),
      fail_(parse(config_.fail, mistakes)) {}

void Rule::bind(const Measurement& measurement, std::vector<RuleMistake>& mistakes) {
  fields_ = measurement.fields;
  livetap::bind(where_, config_.where, measurement, mistakes);
  livetap::bind(warn_, config_.warn, measurement, mistakes);
  livetap::bind(fail_, config_.fail, measurement, mistakes);
}

Judgement Rule::judge(const RowBlock& rows, std::size_t row, WallTime now, bool before) const {
  const auto holds = [&](const std::optional<Expression>& expression, bool otherwise) {
    return expression ? expression->holds(rows, row, now) : std::optional(otherwise);
  };
  const auto meant = holds(where_, true);
  if (!meant.value_or(before)) {
    return {};
  }
  const auto fails = holds(fail_, false);
  const auto warns = holds(warn_, false);
  if (meant && fails == true) {
    return {true, Level::fail};
  }
  if (meant && warns == true) {
    return {true, Level::warn};
  }
  const bool known = meant && fails && warns;
  return {true, known ? std::optional(Level::ok) : std::nullopt};
}

const std::optional<Expression>& Rule::expression(Level level) const {
  return level == Level::fail ? fail_ : warn_;
}

std::string Rule::reason(const RowBlock& rows, std::size_t row, std::optional<Level> level) const {
  std::string values;
  for (const auto* each : {&warn_, &fail_}) {
    const bool speaks = level ? each == &expression(*level) : true;
    for (const auto field : *each&& speaks ? (*each)->fields() : std::vector<std::size_t>{}) {
      const auto value = rows.field(row, field);
      const auto words = fields_[field].name + " is " + value_words(value);
      if ((level || is_null(value)) && values.find(words) == std::string::npos) {
        values += (values.empty() ? "" : ", ") + words;
      }
    }
  }
  if (!level) {
    return values.empty() ? "the row is unknown" : values;
  }
  const auto& said = expression(*level);
  const auto& words = config_.reason.empty() && said ? said->text() : config_.reason;
  return values.empty() ? words : words + " (" + values + ")";
}

}  // namespace livetap
