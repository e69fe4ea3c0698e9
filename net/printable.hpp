#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace livetap::net {

/// The first `limit` bytes of what came over the wire, for a message of one line: what is no
/// printable ASCII becomes a dot.
std::string printable(std::string_view text, std::size_t limit = 120);

}  // namespace livetap::net
