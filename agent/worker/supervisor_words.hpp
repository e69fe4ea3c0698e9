#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "agent/model/error.hpp"
#include "agent/model/time.hpp"

namespace livetap::worker {

/// What a single round may take beyond its timeout.
inline constexpr Milliseconds once_grace{300};

inline std::string in_words(Milliseconds span) {
  return span.count() % 1000 == 0 ? fmt::format("{} s", span.count() / 1000)
                                  : fmt::format("{} ms", span.count());
}

inline Error failure(ErrorKind kind, std::string message, std::string hint = "") {
  return {kind, std::move(message), std::move(hint), ""};
}

}  // namespace livetap::worker
