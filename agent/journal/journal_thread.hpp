#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "agent/journal/journal.hpp"
#include "agent/journal/journal_writer.hpp"

namespace livetap::journal {

/// What the event loop and the journal's thread share; whoever is last to let go frees it, for a
/// thread that hangs in the disk cannot be waited for.
///
/// Every method is for the event loop, but run(), which is the thread.
class JournalThread {
 public:
  using Opened = std::function<void(JournalContents&&)>;
  using Ended = std::function<void()>;

  explicit JournalThread(const JournalOptions& options);

  /// Until stop(). Each of the two is called once, from this thread, unless forget() came first.
  void run(Opened opened, Ended ended);

  /// Whether the queue took it.
  bool put(JournalItem item);
  void shipped(const JournalPosition& position);
  void stop();
  /// Instead of run(): there is no journal in this run.
  void give_up(std::string why);
  /// Nobody is to be called any more. Until it has returned, somebody may be.
  void forget();
  /// Whether run() ended within that time.
  bool wait(Milliseconds at_most);
  JournalStatus status() const;

 private:
  using Lock = std::unique_lock<std::mutex>;

  void begin(const Opened& opened);
  void await_work(Lock& lock);
  bool write_batch(Lock& lock);
  void tend(Lock& lock);
  void hand_on_position();
  void flush(Lock& lock);
  void publish();

  const std::string path_;
  JournalWriter writer_;  // the thread's own

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  JournalQueue queue_;
  JournalStatus status_;
  std::optional<JournalPosition> shipped_;  // not handed to the writer yet
  bool stopping_ = false;
  bool forgotten_ = false;
  bool ended_ = false;
  SteadyTime tend_at_{};
  SteadyTime write_at_{};
  std::optional<SteadyTime> writing_since_;
};

}  // namespace livetap::journal
