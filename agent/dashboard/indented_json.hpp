#pragma once

#include <boost/json/fwd.hpp>
#include <string>

namespace livetap::dashboard {

/// JSON for people and for diffs: two spaces a level, one member a line; a list or object that has
/// no other inside, and fits, stands in one line. Ends with a line break.
std::string indented(const boost::json::value& value);

}  // namespace livetap::dashboard
