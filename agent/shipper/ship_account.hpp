#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/journal/journal_reader.hpp"
#include "agent/journal/journal_rows.hpp"
#include "agent/shipper/batch.hpp"

namespace livetap::shipper {

/// How far one run of the journal is read, and how far shipped. Samples and events, by their ids.
struct RunState {
  std::string id;
  journal::JournalPosition seen;     ///< ids that there are
  journal::JournalPosition shipped;  ///< up to here they are done with, one way or another

  bool finished() const { return shipped.sample >= seen.sample && shipped.event >= seen.event; }
  bool operator==(const RunState&) const = default;
};

/// Counts what becomes of the rows of a journal: at every moment
/// collected = delivered + queued + everything else in counts().
///
/// The database knows best how far it is: until it was asked, rows of runs that were there at the
/// start are not counted at all. I/O-free.
class ShipAccount {
 public:
  using Positions = std::map<std::string, journal::JournalPosition>;

  ShipAccount() = default;
  /// Goes on where another process has ended; `runs`: all that it had not finished, and the last.
  ShipAccount(std::vector<RunState> runs, std::uint64_t collected, const RowCounts& counts);

  /// What the journal holds now.
  void see(const std::vector<journal::JournalRun>& runs);
  /// What the database says that it has.
  void settle(const Positions& positions);
  /// The batch is in the database, its position too.
  void committed(const Batch& batch);

  /// The oldest run with rows that are not shipped.
  const RunState* next() const;

  const std::vector<RunState>& runs() const { return runs_; }
  const RowCounts& counts() const { return counts_; }
  std::uint64_t collected() const { return collected_; }
  std::uint64_t queued() const;
  /// Everything up to these ids is done with.
  journal::JournalPosition done() const;

 private:
  RunState* find(const std::string& id);
  void move(RunState& run, const journal::JournalPosition& to);
  void see(RunState& run, const journal::JournalPosition& last);
  RunState begin(const journal::JournalRun& run, bool is_older) const;

  std::vector<RunState> runs_;
  std::map<std::string, journal::JournalPosition> begun_;  // where each run begins
  Positions positions_;
  std::uint64_t collected_ = 0;
  RowCounts counts_;
  bool settled_ = false;
};

}  // namespace livetap::shipper
