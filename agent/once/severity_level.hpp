#pragma once

#include <spdlog/common.h>

#include "agent/model/event.hpp"

namespace livetap {

/// A plugin's severity as a level of the log.
inline spdlog::level::level_enum level_of(Severity severity) {
  switch (severity) {
    case Severity::debug:
      return spdlog::level::debug;
    case Severity::info:
      return spdlog::level::info;
    case Severity::warning:
      return spdlog::level::warn;
    case Severity::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace livetap
