#pragma once
#include <livetap/probe.h>

#include <cstdint>
#include <span>
#include <string>

#include "plugins/postgres/events/event_columns.hpp"
#include "plugins/postgres/value.hpp"

namespace livetap::postgres {

/// A row as an event.
struct RowEvent {
  livetap_severity severity = LIVETAP_INFO;
  std::string type;
  std::string service;
  std::string message;
  std::string attributes;  ///< a JSON object

  bool too_large = false;  ///< values were left null, because they are too long for an event

  std::size_t bytes() const { return message.size() + attributes.size(); }
};

/// Makes an event of a row. Numbers and bools are such in its attributes too, json is put in as it
/// is, all else is text as PostgreSQL writes it; NaN and infinities, which JSON does not know, are
/// null. Without a column for it, the type is the query's `events`, the service the query's, the
/// severity info, and the message the type and the key.
RowEvent make_event(const Query& query, const EventColumns& columns, std::span<const Cell> cells);

}  // namespace livetap::postgres
