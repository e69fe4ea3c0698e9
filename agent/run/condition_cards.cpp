#include "agent/run/condition_cards.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace livetap {

namespace {

std::string_view text_of(const Value& value) {
  const auto* text = std::get_if<std::string_view>(&value);
  return text != nullptr ? *text : std::string_view{};
}

std::size_t field_of(const Measurement& shape, std::string_view name) {
  const auto at = std::find_if(shape.fields.begin(), shape.fields.end(),
                               [&](const Field& field) { return field.name == name; });
  return static_cast<std::size_t>(at - shape.fields.begin());
}

std::optional<web::Verdict> verdict_of(std::string_view state) {
  if (state == "fail") {
    return web::Verdict::fail;
  }
  if (state == "warn") {
    return web::Verdict::warn;
  }
  return state == "ok" ? std::optional(web::Verdict::ok) : std::nullopt;
}

struct Worst {
  web::ConditionCard card;
  std::size_t bad = 0;
};

void add_row(Worst& worst, std::optional<web::Verdict> verdict, std::string_view series,
             std::string_view reason) {
  const bool bad = verdict && *verdict != web::Verdict::ok;
  worst.bad += bad ? 1 : 0;
  if (verdict > worst.card.verdict || (!verdict && !worst.card.verdict)) {
    worst.card.verdict = verdict;
    worst.card.reason =
        (series.empty() || reason.empty() ? "" : std::string(series) + ": ") + std::string(reason);
  }
}

}  // namespace

std::vector<web::ConditionCard> condition_cards(const web::Panel& panel) {
  std::vector<Worst> conditions;
  if (!panel.newest()) {
    return {};
  }
  const auto& rows = panel.newest()->rows->rows;
  const auto state = field_of(panel.shape(), "state");
  const auto reason = field_of(panel.shape(), "reason");
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto name = std::string(rows.tag(row, 0)) + ": " + std::string(rows.tag(row, 1));
    const auto at = std::find_if(conditions.begin(), conditions.end(),
                                 [&](const Worst& known) { return known.card.name == name; });
    auto& worst = at != conditions.end() ? *at : conditions.emplace_back();
    worst.card.name = name;
    add_row(worst, verdict_of(text_of(rows.field(row, state))), rows.tag(row, 2),
            text_of(rows.field(row, reason)));
  }
  std::vector<web::ConditionCard> cards;
  for (auto& worst : conditions) {
    if (worst.bad > 1) {
      worst.card.reason += " (and " + std::to_string(worst.bad - 1) + " more)";
    }
    cards.push_back(std::move(worst.card));
  }
  return cards;
}

}  // namespace livetap
