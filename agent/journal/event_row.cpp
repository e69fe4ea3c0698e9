#include "agent/journal/event_row.hpp"

namespace livetap::journal {

std::optional<Event> event_of(const Statement& row) {
  const auto severity = row.number(1);
  if (!row.is_number(0) || !row.is_number(1) || severity < 1 || severity > 4) {
    return std::nullopt;
  }
  for (int column = 2; column <= 5; ++column) {
    if (!row.is_text(column)) {
      return std::nullopt;
    }
  }
  return Event{WallTime(Milliseconds(row.number(0))),
               static_cast<Severity>(severity),
               row.bytes(2),
               row.bytes(3),
               row.bytes(4),
               row.bytes(6),
               row.bytes(5)};
}

}  // namespace livetap::journal
