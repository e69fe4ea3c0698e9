#pragma once
#include <string>
#include <string_view>

namespace livetap::net {

/// Where a redirect points to, for messages: of a Location header, which may carry anything, only
/// scheme, host and path are repeated, no line break, and at most 200 bytes. "another address" for
/// an empty one.
std::string safe_location(std::string_view location);

}  // namespace livetap::net
