#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "agent/journal/sqlite.hpp"
#include "agent/model/time.hpp"

namespace livetap::journal {

/// Which rows, and how many of them at once.
struct JournalQuery {
  std::int64_t after = 0;                            ///< above this id
  std::int64_t up_to = INT64_MAX;                    ///< not above that one
  std::size_t rows = 500;                            ///< samples or events
  std::size_t bytes = std::size_t{1} * 1024 * 1024;  ///< about, but one row at least
  std::string measurement = {};                      ///< of samples: this one; empty: all
  WallTime since = WallTime::min();                  ///< not before

  bool wants_all() const { return measurement.empty() && since == WallTime::min(); }
};

/// A table of the journal and what is read of it.
struct WalkedTable {
  const char* name;
  const char* columns;  ///< selected
  int column_count;
  int id_column;       ///< which of them is the id
  const char* wanted;  ///< condition; ?1: since, ?2: measurement
};

/// Reads rows of one table in the order of their ids, and steps over damaged pages: the rows that
/// lay on them are counted and left out, all others are read. Ids have no gaps but in front, where
/// the caps delete, so that each id in the way can be asked for by itself. That is slow (an id is a
/// search in the tree), and so a walk ends after 2,000 of them, wherever it is.
class TableWalk {
 public:
  /// How many bytes the row takes of the query's; nothing when the row makes no sense.
  using Take = std::function<std::optional<std::size_t>(const Statement&)>;

  /// Up to `last`, the highest id that the table ever had.
  TableWalk(Database& db, const WalkedTable& table, const JournalQuery& query, std::int64_t last,
            Take take);

  /// False: the database remembers a fault other than damage.
  bool run();

  /// Everything up to this id has been looked at: more than before, unless there was nothing.
  std::int64_t last() const { return last_; }
  /// Rows on the way that could not be read, or made no sense.
  std::uint64_t damaged() const { return damaged_; }

 private:
  bool room() const { return rows_ > 0 && bytes_ > 0; }
  bool scan();
  bool pass_gap(std::int64_t next);
  bool step_over();
  bool accept(const Statement& row, std::int64_t id);
  bool holds_any(std::int64_t from, std::int64_t to);

  Database& db_;
  const WalkedTable table_;
  const JournalQuery query_;
  const std::int64_t end_;
  const Take take_;
  std::int64_t last_;
  std::uint64_t damaged_ = 0;
  std::size_t rows_;
  std::size_t bytes_;
  std::size_t probes_;
};

}  // namespace livetap::journal
