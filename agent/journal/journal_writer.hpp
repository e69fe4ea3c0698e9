#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent/journal/disk_watch.hpp"
#include "agent/journal/fill_watch.hpp"
#include "agent/journal/journal_file.hpp"
#include "agent/journal/journal_quarantine.hpp"
#include "agent/model/warning.hpp"

namespace livetap::journal {

/// What the journal's thread does, one call at a time: each may take as long as the disk does.
/// Keeps the file open through all that can happen to it:
///  - The disk is full, read-only, failing, or another program locks the file: tried again, first
///    after 1 s, then ever more rarely, up to 10 s.
///  - A commit failed, and its batch is on the disk after all (the sync failed alone): it is not
///    written again.
///  - The file is damaged: set aside, and a new one begun, with the state that is known, or that
///    can still be read.
///  - The file was taken away: the same, without setting aside.
///  - A later version made it: left alone, for good.
/// Logs what it did to the file. The clocks come as arguments.
class JournalWriter {
 public:
  JournalWriter(std::filesystem::path path, JournalCaps caps);

  /// The first try to open, and what could be read, be the file writable or not.
  JournalContents begin(const Moment& now);

  /// Whether it is on the disk now. If not, the next call begins with the same items.
  bool write(const std::vector<JournalItem>& items, const Moment& now);

  /// A shipper says how far it is.
  void set_shipped(const JournalPosition& position);

  /// One small step towards the caps, and a look at the room that is left; true when another one is
  /// needed.
  bool tend(const Moment& now);

  void close() { file_.close(); }

  /// When the next write is worth a try; SteadyTime::min() while all is well.
  SteadyTime next_try() const { return next_try_; }
  /// There is no journal, and will be none.
  bool is_off() const { return off_; }
  /// What is wrong now, with the likely cure; empty when nothing is.
  const std::string& trouble() const { return trouble_; }
  /// What still works and soon may not.
  std::vector<Warning> warnings() const;
  const JournalQuarantine& quarantine() const { return quarantine_; }
  /// What the caps have deleted.
  const JournalExpired& expired() const { return expired_; }

 private:
  bool ready(const Moment& now);
  bool open(const Moment& now);
  std::optional<JournalFault> take_over();
  void note(const JournalFault& fault, const Moment& now);
  void compare_batch(const std::string& newest);
  bool shrink(const Moment& now);
  void look_at_room(const Moment& now);
  void count(const JournalFault& fault, const std::filesystem::path& quarantined);

  std::filesystem::path path_;
  JournalCaps caps_;
  JournalFile file_;
  States states_;  // as they are on the disk, for a file that has to begin anew
  std::optional<JournalContents> salvaged_;  // from a file that is damaged at the start
  /// A batch whose commit failed: whether it is on the disk shows when the file is open again.
  struct UnknownBatch {
    std::string id;
    std::size_t items = 0;
    States states;
  };
  std::optional<UnknownBatch> unknown_;
  std::size_t written_ = 0;  // of the items of the next batch: so many are on the disk already
  bool begun_ = false;
  bool knows_states_ = false;
  bool off_ = false;
  std::string trouble_;
  SteadyTime next_try_ = SteadyTime::min();
  Milliseconds pause_{0};
  SteadyTime aside_again_{};
  AgeClock age_;
  FillWatch fill_;
  DiskWatch disk_;
  JournalExpired expired_;
  JournalQuarantine quarantine_;
};

}  // namespace livetap::journal
