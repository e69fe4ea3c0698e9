#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agent/journal/journal_reader.hpp"
#include "agent/journal/journal_rows.hpp"
#include "agent/sql/day.hpp"

namespace livetap::shipper {

/// What became of rows of the journal: samples and events.
struct RowCounts {
  std::uint64_t delivered = 0;
  std::uint64_t too_old = 0;  ///< of a day that the history keeps no more
  std::uint64_t damaged = 0;  ///< made no sense when they were read
  std::uint64_t refused = 0;  ///< the database takes them in no way
  std::uint64_t gone = 0;     ///< deleted by the journal's caps before they were shipped

  std::uint64_t sum() const { return delivered + too_old + damaged + refused + gone; }
  RowCounts& operator+=(const RowCounts& other);
  bool operator==(const RowCounts&) const = default;
};

/// What is not to be shipped now, or not at all.
struct BatchRules {
  sql::Day oldest{};          ///< the first day that the history keeps, by the database's clock
  Milliseconds retention{0};  ///< where `oldest` comes from
  bool clocks_agree = true;   ///< the agent's and the database's
  bool refuse = false;        ///< the database takes none of these rows
  std::set<std::string> waiting = {};  ///< measurements whose samples wait: their table fails
};

/// Rows of one run of the journal as they go to the database, and how far the run is shipped then:
/// all of it in one transaction, or nothing.
struct Batch {
  /// The rows of one measurement, all of one shape.
  struct Table {
    std::shared_ptr<const Measurement> shape;
    std::string text;  ///< see sql/copy_text.hpp
    WallTime first{};
    WallTime last{};
    std::set<sql::Day> days;
  };

  std::string run;
  std::string measurement;  ///< the only one that it has, which waited; empty: all
  bool catches_up = false;  ///< then: it waits no more after this
  journal::JournalPosition from;
  journal::JournalPosition to;
  std::vector<Table> tables;
  std::string events;
  WallTime first_event{};
  WallTime last_event{};
  std::set<sql::Day> event_days;
  RowCounts counts;
  std::map<std::string, std::uint64_t> waiting;  ///< samples that were left out to wait
  bool waits_for_clock = false;  ///< it ends before rows that may not be as old as they look
  std::uint64_t table_rows = 0;  ///< rows of tables, where a sample holds many

  std::size_t bytes() const;
  bool empty() const { return from == to && waiting.empty(); }
};

/// What a batch is made of: what was read of the journal after `from`.
struct BatchSource {
  std::string run;
  std::string measurement = {};  ///< as of Batch
  std::int64_t up_to = 0;        ///< with a measurement: what waits ends here
  journal::JournalPosition from;
  journal::JournalPage<journal::SampleRow> samples;
  journal::JournalPage<journal::EventRow> events;
};

/// Ends before a sample whose measurement has two shapes in the source: a table has one at a time.
/// Rows of days before `oldest` are left out and counted; but while the clocks do not agree it ends
/// before a row that was not that old when the agent took it.
Batch make_batch(const std::string& agent, BatchSource source, const BatchRules& rules);

}  // namespace livetap::shipper
