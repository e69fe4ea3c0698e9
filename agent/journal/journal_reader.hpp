#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/journal/journal_fault.hpp"
#include "agent/journal/read_fallback.hpp"
#include "agent/journal/table_walk.hpp"
#include "agent/model/event.hpp"
#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/time.hpp"

namespace livetap::journal {

/// The rows that were written from one opening of the file to the next: those of samples with
/// after_sample < id <= last_sample, and the same for events. A row's number and its run's id name
/// it for ever, even when the file is replaced by an older copy of itself: the copy goes on with a
/// run of its own.
struct JournalRun {
  std::string id;  ///< random
  std::int64_t after_sample = 0;
  std::int64_t last_sample = 0;
  std::int64_t after_event = 0;
  std::int64_t last_event = 0;
};

struct SampleRow {
  std::int64_t id = 0;
  WallTime taken{};                          ///< when the agent took it
  WallTime time{};                           ///< of all its rows
  std::shared_ptr<const Measurement> shape;  ///< the same object for the same shape
  RowBlock rows;                             ///< null or a value of exactly its field's type
};

struct EventRow {
  std::int64_t id = 0;
  WallTime taken{};
  Event event;
};

/// Some rows in the order of their ids.
template <class Row>
struct JournalPage {
  std::vector<Row> rows;
  std::int64_t last = 0;      ///< everything up to this id has been looked at; `after` of the next
  std::uint64_t damaged = 0;  ///< rows on the way that could not be read and were left out
};

/// Reads a journal that another process may be writing: what it gives is on the disk, for SQLite
/// shows a commit only after its sync. Holds no transaction between two calls, takes no lock that
/// the writer would wait for, and writes nothing. One thread at a time. Each call may take as long
/// as the disk does.
///
/// Damage costs the rows that it hit: those on a damaged page are counted and passed over.
///
/// A journal that is taken away and begun anew while it is read: the rows of the one that was
/// opened last go on to be readable, until refresh() finds the other.
///
/// Example:
///   JournalReader reader(state_dir / "journal.db");
///   if (const auto fault = reader.refresh()) { complain(fault->text()); }
///   for (const auto& run : reader.runs()) {
///     JournalPage<SampleRow> page;
///     page.last = position_of(run.id).value_or(run.after_sample);
///     while (page.last < run.last_sample) {
///       if (const auto fault = reader.samples({page.last, run.last_sample}, page)) { ... }
///       ship(page.rows);
///     }
///   }
class JournalReader {
 public:
  /// What to do when the file cannot be opened as SQLite opens a file that others write.
  using Fallback = ReadFallback;

  explicit JournalReader(std::filesystem::path file, Fallback fallback = Fallback::file_alone);
  ~JournalReader();
  JournalReader(const JournalReader&) = delete;
  JournalReader& operator=(const JournalReader&) = delete;

  /// Opens the file that the path leads to now, if it is another one, and reads its runs. Before
  /// the first call, and after one that failed, there is nothing to read.
  std::optional<JournalFault> refresh();

  /// The oldest first; the last one grows from refresh() to refresh().
  const std::vector<JournalRun>& runs() const { return runs_; }

  /// Every shape that a sample may have, the oldest first; those that make no sense are left out.
  std::optional<JournalFault> shapes(std::vector<Measurement>& shapes);

  /// The id behind which every row of `since` or later is: where a query for them begins.
  std::int64_t sample_before(WallTime since);
  std::int64_t event_before(WallTime since);

  /// After a fault `page` is empty. Damage is none: the page may hold no row then, but `last` is
  /// behind `after`, if there was anything to look at.
  std::optional<JournalFault> samples(const JournalQuery& query, JournalPage<SampleRow>& page);
  std::optional<JournalFault> events(const JournalQuery& query, JournalPage<EventRow>& page);

  /// How many samples a measurement has behind one id, up to another; those that can be counted.
  std::uint64_t count(const std::string& measurement, std::int64_t after, std::int64_t up_to);

 private:
  struct File;

  std::optional<JournalFault> open();
  std::optional<JournalFault> read_runs();
  std::optional<JournalFault> fault();
  template <class Row, class Decode>
  std::optional<JournalFault> read(const WalkedTable& table, const JournalQuery& query,
                                   std::int64_t last, Decode decode, JournalPage<Row>& page);
  std::int64_t row_before(const char* table, WallTime since);

  std::filesystem::path path_;
  Fallback fallback_;
  std::unique_ptr<File> file_;
  std::vector<JournalRun> runs_;
};

}  // namespace livetap::journal
