#pragma once

#include <string_view>

namespace livetap {

/// Whether PostgreSQL's numeric holds every number of a JSON text, as jsonb wants it: at most
/// 131,072 digits before the decimal point and 16,383 behind it, once the exponent is written out.
/// The text must be JSON. What a parser makes of such numbers (0, infinity) does not tell.
bool numbers_fit_numeric(std::string_view json);

}  // namespace livetap
