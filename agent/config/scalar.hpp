#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "agent/model/error.hpp"
#include "agent/model/setting.hpp"

namespace livetap {

using ScalarValue = std::variant<bool, std::int64_t, double, std::string>;

/// Whether values of this type are written as one scalar: all but list, section and map.
bool is_scalar(SettingType type);

/// A text as the type of `spec` wants it. The error says what it must be ("must be a duration")
/// and, in its hint, how that is written; it never holds the text.
Result<ScalarValue> to_scalar(const SettingSpec& spec, const std::string& text);

}  // namespace livetap
