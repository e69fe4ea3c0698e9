#include "plugins/services/health_body.hpp"

#include "net/printable.hpp"

namespace livetap::services {
namespace {

constexpr std::size_t bytes_told = 120;
constexpr std::size_t longest_text = 4096;
constexpr std::string_view own_words = "/status";

std::vector<std::string> pointers_of(const std::vector<Field>& fields) {
  std::vector<std::string> pointers{std::string(own_words)};
  for (const auto& field : fields) {
    pointers.insert(pointers.end(), field.pointers.begin(), field.pointers.end());
  }
  return pointers;
}

}  // namespace

HealthBody::HealthBody(const std::vector<Field>& fields)
    : fields_(fields), places_(pointers_of(fields)), walk_(places_, longest_text) {}

void HealthBody::take(std::string_view part) {
  const std::size_t room = bytes_told - beginning_.size();
  beginning_ += net::printable(part, room);
  walk_.take(part);
}

Findings HealthBody::finish(WallTime now) {
  Findings findings = nothing_found(fields_);
  findings.beginning = beginning_;
  findings.fault = walk_.finish();
  if (findings.fault) return findings;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    findings.values[i] = find(fields_[i], now);
    const bool missing = fields_[i].required && findings.values[i].index() == 0;
    if (missing && findings.missing.empty()) findings.missing = fields_[i].name;
  }
  if (const auto words = places_.at(own_words)) {
    const auto* text = std::get_if<std::string_view>(&*words);
    if (text != nullptr) findings.own_words = net::printable(*text, bytes_told);
  }
  return findings;
}

FieldValue HealthBody::find(const Field& field, WallTime now) const {
  for (const auto& pointer : field.pointers) {
    const auto scalar = places_.at(pointer);
    FieldValue value = scalar ? value_of(field, *scalar, now) : FieldValue();
    if (value.index() != 0) return value;
  }
  return {};
}

Findings nothing_found(const std::vector<Field>& fields) {
  Findings findings;
  findings.values.resize(fields.size());
  return findings;
}

}  // namespace livetap::services
