#pragma once

#include <string_view>

namespace livetap {

/// Whether a setting of this name holds a secret whatever its spec says: password, token, secret,
/// api_key, authorization, alone or at the end of a longer name (X-API-Key). Not password_file.
bool is_secret_name(std::string_view key);

/// Whether a key as written in a file, possibly misspelt, may stand before a secret: wider than
/// is_secret_name, for the lines that mistakes show.
bool looks_like_secret_name(std::string_view key);

/// The last key of a key path: password for probes[0].settings.password.
std::string_view last_key(std::string_view path);

}  // namespace livetap
