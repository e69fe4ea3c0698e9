#pragma once

#include <string>

#include "agent/model/schema.hpp"

namespace livetap {

/// A field of a measurement that the agent makes of itself. Numbers and bools are worth a trend,
/// texts and times are not.
Field own_field(std::string name, FieldType type, FieldKind kind, std::string unit,
                std::string doc);

}  // namespace livetap
