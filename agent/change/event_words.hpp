#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/model/event.hpp"
#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"

namespace livetap {

/// A field that has turned in one row, and what that row says about it.
struct TurnedField {
  const Measurement& measurement;
  std::size_t field = 0;
  const RowBlock& rows;
  std::size_t row = 0;
  bool value = false;
  std::optional<Milliseconds> before;  ///< how long the state before lasted
};

/// The event of that turn, without its time. Its message says which series, what it is now, why,
/// and how long it was the other: "ws-gateway: down: connection refused; was up for 3 h". Its
/// attributes are {measurement, tags, field, reason, hint, duration_s}. `probe` is the service it
/// speaks of when the rows are no targets.
Event event_of(const TurnedField& turned, std::string_view probe);

/// The text of the first field with that mark which has one; empty if none has.
std::string_view marked_text(const Measurement& measurement, bool Field::*mark,
                             const RowBlock& rows, std::size_t row);

}  // namespace livetap
