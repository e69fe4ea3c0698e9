#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/error.hpp"

namespace livetap {

/// What is wrong with an absolute URL (scheme://host...), or nothing. A postgresql:// URL may have
/// no host or several, as libpq takes it. `schemes` names those allowed; empty: any. The error
/// never holds the URL.
std::optional<Error> check_url(std::string_view url, const std::vector<std::string>& schemes);

/// The passwords inside a URL (user:password@, ?password=), as written and decoded.
std::vector<std::string> url_passwords(std::string_view url);

/// Whether a URL holds user@ or user:password@.
bool has_user(std::string_view url);

}  // namespace livetap
