#pragma once
#include <string_view>

namespace livetap::net {

/// Whether a text is a JSON pointer (RFC 6901) that points below the document itself.
bool is_pointer(std::string_view text);

}  // namespace livetap::net
