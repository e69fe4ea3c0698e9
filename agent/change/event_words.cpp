#include "agent/change/event_words.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "agent/model/span_words.hpp"
#include "agent/route/text.hpp"

namespace livetap {

namespace json = boost::json;

namespace {

/// A reason may be as long as a text field; an event is read in one line.
constexpr std::size_t longest_reason = 1024;

std::string spaced(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

/// What a type says beyond what it shares with the other one: down of service_down, service_up.
std::string own_part(std::string_view type, std::string_view other) {
  const auto end = std::mismatch(type.begin(), type.end(), other.begin(), other.end()).first;
  auto shared = static_cast<std::size_t>(end - type.begin());
  // One may continue the other (node_alarm, node_alarm_cleared): then both keep their last word.
  shared = std::min({shared, type.size() - 1, other.empty() ? 0 : other.size() - 1});
  const auto border = type.substr(0, shared).rfind('_');
  return spaced(border == std::string_view::npos ? type : type.substr(border + 1));
}

std::string text_before(const TurnedField& turned, std::string_view type, std::string_view other) {
  if (!turned.before) {
    return "";
  }
  const auto span = span_words(*turned.before);
  return other.empty() ? "the state before lasted " + span
                       : "was " + own_part(other, type) + " for " + span;
}

json::value text_or_null(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(json::string(text));
}

std::string attributes_of(const TurnedField& turned, std::string_view reason,
                          std::string_view hint) {
  json::object tags;
  for (std::size_t i = 0; i < turned.measurement.tags.size(); ++i) {
    tags[turned.measurement.tags[i]] = turned.rows.tag(turned.row, i);
  }
  json::value seconds = nullptr;
  if (turned.before) {
    seconds = static_cast<double>(turned.before->count()) / 1000;
  }
  return json::serialize(json::object{{"measurement", turned.measurement.name},
                                      {"tags", std::move(tags)},
                                      {"field", turned.measurement.fields[turned.field].name},
                                      {"reason", text_or_null(reason)},
                                      {"hint", text_or_null(hint)},
                                      {"duration_s", std::move(seconds)}});
}

Severity severity_of(const Field& field, bool value) {
  if (field.fail_if_false && !value) {
    return Severity::error;
  }
  return field.warn_if_true && value ? Severity::warning : Severity::info;
}

std::string cut(std::string_view text) {
  return text.size() <= longest_reason ? std::string(text) : shortened_text(text, longest_reason);
}

}  // namespace

std::string_view marked_text(const Measurement& measurement, bool Field::*mark,
                             const RowBlock& rows, std::size_t row) {
  for (std::size_t i = 0; i < measurement.fields.size(); ++i) {
    if (!(measurement.fields[i].*mark)) {
      continue;
    }
    const auto value = rows.field(row, i);
    if (const auto* text = std::get_if<std::string_view>(&value); text != nullptr) {
      return *text;
    }
  }
  return {};
}

Event event_of(const TurnedField& turned, std::string_view probe) {
  const auto& field = turned.measurement.fields[turned.field];
  const auto& type = turned.value ? field.event_true : field.event_false;
  const auto& other = turned.value ? field.event_false : field.event_true;
  const auto name = row_name(turned.rows, turned.row);
  const auto reason = cut(marked_text(turned.measurement, &Field::reason, turned.rows, turned.row));
  const auto hint = cut(marked_text(turned.measurement, &Field::hint, turned.rows, turned.row));
  const auto before = text_before(turned, type, other);

  Event event;
  event.severity = severity_of(field, turned.value);
  event.type = type;
  event.service = turned.measurement.targets ? name : std::string(probe);
  event.probe = probe;
  event.message = name.empty() ? spaced(type) : name + ": " + own_part(type, other);
  event.message += reason.empty() ? "" : ": " + reason;
  if (!before.empty()) {
    event.message += (reason.empty() ? ", " : "; ") + before;
  }
  event.attributes = attributes_of(turned, reason, hint);
  return event;
}

}  // namespace livetap
