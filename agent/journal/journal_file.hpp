#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/journal/journal_fault.hpp"
#include "agent/journal/journal_queue.hpp"
#include "agent/journal/journal_reading.hpp"
#include "agent/journal/journal_room.hpp"
#include "agent/journal/journal_rows.hpp"
#include "agent/journal/sqlite.hpp"

namespace livetap::journal {

struct JournalCaps {
  std::uint64_t max_bytes = std::uint64_t{1} << 30U;
  Milliseconds max_age = std::chrono::hours(24 * 7);
  bool shipped = false;  ///< somebody ships the rows: what goes before is counted apart
};

/// Names what is written in one transaction.
struct JournalBatch {
  std::string id = {};   ///< random
  std::size_t skip = 0;  ///< so many of the items are in the file already
};

/// The journal's SQLite file: every statement that touches it. Each call may take as long as the
/// disk does. After a fault the file stays open or closed as it was; what it was to write is not
/// there. One thread at a time.
class JournalFile {
 public:
  explicit JournalFile(std::filesystem::path path);
  ~JournalFile();

  /// Opens the file, or makes it, readable by its owner only, and begins a run in it. What an agent
  /// that was killed had written is on the disk then; its running slots become samples of the new
  /// run. Slots that this object began stay running when it opens the file again.
  std::optional<JournalFault> open();
  void close();
  bool is_open() const { return db_ != nullptr; }
  /// Whether the last open() made it.
  bool is_new() const { return is_new_; }
  /// Whether the path still leads to the file that was opened.
  bool is_in_place() const;
  /// Random, and another one for every journal that was ever made.
  const std::string& id() const { return id_; }

  std::optional<JournalFault> read(JournalContents& contents);

  /// All of it or, with a fault, nothing; on the disk when it returns. After a fault it may still
  /// be there when the file is opened again: last_batch() says so then.
  std::optional<JournalFault> write(const std::vector<JournalItem>& items,
                                    const JournalBatch& batch = {});
  /// What SQLite made of the wish for a write-ahead log: "wal", or another mode.
  const std::string& journal_mode() const { return journal_mode_; }
  /// The id of the newest batch that the file had when it was opened.
  const std::string& last_batch() const { return last_batch_; }
  std::optional<JournalFault> write_states(const States& states);

  /// As the file that was opened last had it; nothing in a new one.
  const std::optional<AgeClock::State>& age_clock() const { return age_clock_at_open_; }
  /// Goes to the disk with the next write.
  void set_age_clock(const AgeClock::State& state) { age_clock_ = state; }

  /// As it was set last, or as the file that was opened last had it.
  const JournalPosition& shipped() const { return shipped_; }
  /// Goes to the disk with the next write.
  void set_shipped(const JournalPosition& position);

  /// What its rows take, about.
  std::uint64_t used_bytes() { return journal::used_bytes(*db_); }
  /// The part of that which is behind the shipped position, by a guess from the newest rows.
  double unshipped_share() { return journal::unshipped_share(*db_, shipped_); }

  /// One small step towards the caps.
  struct Step {
    JournalExpired deleted;  ///< the oldest by their ids
    bool more = false;       ///< another step is needed
    std::optional<JournalFault> fault;
  };
  /// `now`: the time by which rows grow old.
  Step shrink(const JournalCaps& caps, WallTime now);

 private:
  std::optional<JournalFault> set_up();
  void read_age_clock();
  void read_position();
  std::optional<JournalFault> end_transaction();
  std::uint64_t number(const std::string& sql);

  std::filesystem::path path_;
  const std::string agent_;  // random: whose the running slots are
  std::unique_ptr<Database> db_;
  std::unique_ptr<JournalRows> rows_;
  JournalPosition shipped_;
  bool shipped_changed_ = false;
  std::optional<AgeClock::State> age_clock_at_open_;
  std::optional<AgeClock::State> age_clock_;
  bool is_new_ = false;
  std::string id_;
  std::string last_batch_;
  std::string journal_mode_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace livetap::journal
