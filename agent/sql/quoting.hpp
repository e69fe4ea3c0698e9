#pragma once

#include <string>
#include <string_view>

namespace livetap::sql {

/// A name of the database, "quoted", whatever it holds.
std::string quoted_name(std::string_view name);

/// A table or function in its schema: "livetap"."service".
std::string quoted_name(std::string_view schema, std::string_view name);

/// A text as a literal: 'it''s'. Without NUL, which PostgreSQL cannot store; the session has
/// standard_conforming_strings on.
std::string quoted_text(std::string_view text);

}  // namespace livetap::sql
