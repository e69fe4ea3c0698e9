#pragma once
#include <optional>
#include <string>

#include "plugins/postgres/events/row_event.hpp"
#include "plugins/postgres/row_reader.hpp"
#include "plugins/postgres/timestamp.hpp"

namespace livetap::postgres {

/// What an events query may use while its turn lasts. The probe gives it a connection and an agent,
/// a test neither.
class EventTurn {
 public:
  virtual ~EventTurn() = default;

  /// Runs one statement; see Connection::run.
  virtual std::optional<Failure> run(const std::string& sql, const Parameters& parameters,
                                     RowReader& reader) = 0;
  /// The clock of the source, when the statement under way began.
  virtual Moment now() const = 0;
  /// Hands an event over. False when there is no room for it in this gather.
  virtual bool emit(const RowEvent& event, Moment time) = 0;
  /// Whether another statement is worth a try.
  virtual bool time_left() const = 0;
  virtual void warn(const std::string& text) = 0;
};

}  // namespace livetap::postgres
