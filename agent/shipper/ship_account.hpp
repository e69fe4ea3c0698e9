#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/journal/journal_reader.hpp"
#include "agent/journal/journal_rows.hpp"
#include "agent/shipper/batch.hpp"

namespace livetap::shipper {

/// Samples of one measurement of a run that wait although others behind them are shipped.
struct WaitingSamples {
  std::int64_t shipped = 0;  ///< up to this id they are done with
  std::uint64_t rows = 0;    ///< those between it and what the run has shipped
  bool operator==(const WaitingSamples&) const = default;
};

/// How far one run of the journal is read, and how far shipped. Samples and events, by their ids.
struct RunState {
  std::string id;
  journal::JournalPosition seen;     ///< ids that there are
  journal::JournalPosition shipped;  ///< up to here they are done with, but for what waits
  std::map<std::string, WaitingSamples> waiting = {};  ///< by measurement

  bool quarantined = false;  ///< its ids are not those of the journal

  bool has_new() const { return shipped.sample < seen.sample || shipped.event < seen.event; }
  bool finished() const { return !has_new() && waiting.empty(); }
  bool operator==(const RunState&) const = default;
};

/// How far a database has a run.
struct RunPosition {
  journal::JournalPosition shipped;
  std::map<std::string, std::int64_t> waiting = {};  ///< measurements that are not as far
  bool operator==(const RunPosition&) const = default;
};

using Positions = std::map<std::string, RunPosition>;  // by the run of the journal

/// Counts what becomes of the rows of a journal: at every moment
/// collected = delivered + queued + everything else in counts().
///
/// The database knows best how far it is: until it was asked, rows of runs that were there at the
/// start are not counted at all. I/O-free.
class ShipAccount {
 public:
  /// How many samples a measurement has in a run behind one id, up to another.
  using Count = std::function<std::uint64_t(const std::string& run, const std::string& measurement,
                                            std::int64_t after, std::int64_t up_to)>;

  ShipAccount() = default;
  /// Goes on where another process has ended; `runs`: all that it had not finished, and the last.
  ShipAccount(std::vector<RunState> runs, std::uint64_t collected, const RowCounts& counts);

  /// What the journal holds now, and files of it that were quarantined.
  void see(const std::vector<journal::JournalRun>& runs,
           const std::vector<journal::JournalRun>& quarantined = {});
  /// What the database says that it has.
  void settle(const Positions& positions, const Count& count);
  /// The batch is in the database, its position too.
  void committed(const Batch& batch);

  const std::vector<RunState>& runs() const { return runs_; }
  const RowCounts& counts() const { return counts_; }
  std::uint64_t collected() const { return collected_; }
  std::uint64_t queued() const;
  /// Everything up to these ids is done with, or waits for its table.
  journal::JournalPosition done() const;

 private:
  RunState* find(const std::string& id);
  std::uint64_t move(RunState& run, const journal::JournalPosition& to);
  void see(RunState& run, const journal::JournalPosition& last);
  RunState take(const journal::JournalRun& run, bool is_older);
  RunState begin(const journal::JournalRun& run, bool is_older) const;
  void settle_waiting(RunState& run, const RunPosition& position, const Count& count,
                      std::uint64_t moved);
  void caught_up(RunState& run, const Batch& batch);

  std::vector<RunState> runs_;
  std::map<std::string, journal::JournalPosition> begun_;  // where each run begins
  Positions positions_;
  std::uint64_t collected_ = 0;
  RowCounts counts_;
  bool settled_ = false;
};

}  // namespace livetap::shipper
