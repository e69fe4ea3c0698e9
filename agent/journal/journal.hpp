#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/journal/journal_counters.hpp"
#include "agent/journal/journal_file.hpp"
#include "agent/journal/journal_quarantine.hpp"
#include "agent/journal/journal_queue.hpp"
#include "agent/model/commit.hpp"
#include "agent/model/warning.hpp"

namespace livetap::journal {

struct JournalOptions {
  std::filesystem::path file = {};
  JournalCaps caps = {};
  JournalQueueLimits queue = {};
  Milliseconds open_timeout{10'000};  ///< how long the agent's start may wait for the disk
  Milliseconds stop_timeout{1'500};   ///< and its end
};

struct JournalStatus {
  bool open = false;
  std::string text;  ///< "open", or what is wrong and the likely cure
  JournalCounters counters;
  JournalExpired expired;
  std::uint64_t damaged_rows = 0;  ///< that made no sense when they were read
  JournalQuarantine quarantined;
  std::vector<Warning> warnings;  ///< what still works and soon may not
};

/// Keeps events, the state that goes with them, and samples, through whatever happens to the agent:
/// what is committed is committed as a whole, once, and is on the disk. A file of SQLite
/// (journal_schema.hpp says what is in it), written by a thread of its own, so that a slow disk
/// never stalls the event loop: put() only queues. See JournalQueue for what is dropped,
/// JournalWriter for what faults do, JournalReader for how other processes read it.
///
/// Everything else happens on the io_context's thread. It must outlive the journal. No call blocks,
/// but the destructor, which waits stop_timeout at most.
///
/// Example:
///   Journal journal(io, {.file = state_dir / "journal.db"});
///   journal.open([&](JournalContents&& contents) { start_probes_with(contents.states); });
///   journal.put("trading", std::move(commit));
///   if (journal.begin_slot(std::move(first))) { ... journal.put(std::move(whole_slot)); }
///   journal.stop([&] { io.stop(); });
class Journal {
 public:
  Journal(boost::asio::io_context& io, JournalOptions options);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Starts the thread. `done` gets what the file held, once and in any case: after open_timeout
  /// with nothing in it.
  void open(std::function<void(JournalContents&&)> done);

  /// `owner` is a probe's name, or empty for the agent itself.
  void put(std::string owner, Commit&& commit);
  /// The rows of a slot that has ended. False: the queue had no room, and the sample is counted as
  /// dropped.
  bool put(Sample&& sample);
  /// The first batch of a slot. Until put() brings the whole slot, or begin_slot() the next, it is
  /// what the history has of the slot should the agent be killed: the next one to open the journal
  /// makes a sample of it. Counts as a commit, not as a sample. False: the queue had no room.
  bool begin_slot(Sample&& sample);

  /// A shipper has everything up to these ids in its database: what the caps delete behind it is
  /// counted apart, if the options say that there is a shipper.
  void shipped(const JournalPosition& position);

  /// Writes what is queued and closes the file; calls `done` then, or after stop_timeout. What is
  /// put from now on stays queued for ever.
  void stop(std::function<void()> done);

  JournalStatus status() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace livetap::journal
