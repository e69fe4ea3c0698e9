#pragma once

#include <optional>
#include <string>

#include "agent/model/time.hpp"
#include "agent/run/complaints.hpp"

namespace livetap {

/// Tells the complaints how `what` of `who` is, and logs the line that this makes due, if any: a
/// warning while something is wrong, an info at its end. `wrong`: in words; nothing when it is
/// well.
void log_complaint(Complaints& complaints, const std::string& who, const std::string& what,
                   const std::optional<std::string>& wrong, SteadyTime now);

}  // namespace livetap
