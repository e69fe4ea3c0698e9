#include "agent/once/row_words.hpp"

#include <cmath>

namespace livetap::once {

namespace {

Verdict spoken(const Field& field, bool value) {
  if (field.fail_if_false && !value) {
    return Verdict::fail;
  }
  return field.warn_if_true && value ? Verdict::warn : Verdict::ok;
}

Milliseconds span_of(const Value& value) {
  if (const auto* f64 = std::get_if<double>(&value); f64 != nullptr && std::isfinite(*f64)) {
    return Milliseconds(std::llround(*f64));
  }
  const auto* i64 = std::get_if<std::int64_t>(&value);
  return Milliseconds(i64 == nullptr ? 0 : *i64);
}

}  // namespace

RowWords words_of(const MeasurementReport& report, std::size_t row) {
  RowWords words;
  bool can_speak = false;
  bool speaks = false;
  for (std::size_t i = 0; i < report.schema.fields.size(); ++i) {
    const auto& field = report.schema.fields[i];
    const auto value = report.rows.field(row, i);
    if (field.fail_if_false || field.warn_if_true) {
      const auto* flag = std::get_if<bool>(&value);
      can_speak = true;
      speaks = speaks || flag != nullptr;
      words.verdict = worse(words.verdict, flag == nullptr ? Verdict::ok : spoken(field, *flag));
    }
    const auto* text = std::get_if<std::string_view>(&value);
    if (field.reason && text != nullptr && words.reason.empty()) {
      words.reason = *text;
    }
    if (field.hint && text != nullptr && words.hint.empty()) {
      words.hint = *text;
    }
    if (field.duration) {
      words.duration = span_of(value);
    }
  }
  words.known = speaks || !can_speak;
  return words;
}

}  // namespace livetap::once
