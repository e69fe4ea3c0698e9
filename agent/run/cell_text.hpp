#pragma once

#include <string>

#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"

namespace livetap {

/// A value as people and spreadsheets read it: times in UTC, numbers with the digits that they
/// need, true and false. Empty for null.
std::string cell_text(const Value& value, FieldType type);

}  // namespace livetap
