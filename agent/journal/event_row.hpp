#pragma once

#include <optional>

#include "agent/journal/sqlite.hpp"
#include "agent/model/event.hpp"

namespace livetap::journal {

/// What event_of() reads, to be selected first.
inline constexpr const char* event_columns =
    "time, severity, type, service, message, probe, attributes";

/// The event of a row, if it makes sense: a flipped byte is not always found by SQLite.
std::optional<Event> event_of(const Statement& row);

}  // namespace livetap::journal
