#pragma once

#include <cstddef>
#include <string_view>

#include "agent/config/mistake.hpp"
#include "agent/model/setting.hpp"

namespace livetap {

/// Where byte `offset` of a text value stands in the file that it was read from: of a plain or
/// quoted scalar, folded over lines or not, or of a block (| and >). `origin` is the scalar's own
/// place, and the answer when the text stands there in another form (escapes, a variable).
Origin place_in_scalar(const Sources& sources, const Origin& origin, std::string_view text,
                       std::size_t offset);

}  // namespace livetap
