#include "agent/config/scalar.hpp"

#include <algorithm>

#include "agent/config/nearest_name.hpp"
#include "agent/config/quantity.hpp"
#include "agent/config/url_check.hpp"

namespace livetap {

namespace {

Error wanted(std::string message, std::string hint) {
  return {ErrorKind::config, std::move(message), std::move(hint), ""};
}

template <class T>
Result<ScalarValue> or_error(const std::optional<T>& value, const char* message, const char* hint) {
  if (value) {
    return ScalarValue(*value);
  }
  return wanted(message, hint);
}

Result<ScalarValue> to_choice(const SettingSpec& spec, const std::string& text) {
  if (std::find(spec.choices.begin(), spec.choices.end(), text) != spec.choices.end()) {
    return ScalarValue(text);
  }
  std::string all;
  for (const auto& choice : spec.choices) {
    all += (all.empty() ? "" : ", ") + choice;
  }
  const auto nearest = nearest_name(text, spec.choices);
  return wanted("must be one of: " + all, nearest.empty() ? "" : "did you mean '" + nearest + "'?");
}

Result<ScalarValue> to_url(const SettingSpec& spec, const std::string& text) {
  if (auto error = check_url(text, spec.choices)) {
    return *error;
  }
  return ScalarValue(text);
}

}  // namespace

bool is_scalar(SettingType type) {
  return type != SettingType::list && type != SettingType::section && type != SettingType::map;
}

Result<ScalarValue> to_scalar(const SettingSpec& spec, const std::string& text) {
  switch (spec.type) {
    case SettingType::integer:
      return or_error(parse_integer(text), "must be a whole number", "write digits, such as 100");
    case SettingType::number:
      return or_error(parse_number(text), "must be a number", "write digits, such as 0.1");
    case SettingType::boolean:
      return or_error(parse_bool(text), "must be true or false", "");
    case SettingType::duration:
      return or_error(parse_duration(text), "must be a duration",
                      "write a number and a unit, such as 500ms, 2s or 5m");
    case SettingType::size:
      return or_error(parse_size(text), "must be a size",
                      "write a number and a unit, such as 64KiB or 1GiB");
    case SettingType::choice:
      return to_choice(spec, text);
    case SettingType::url:
      return to_url(spec, text);
    default:
      return ScalarValue(text);
  }
}

}  // namespace livetap
