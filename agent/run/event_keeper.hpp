#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "agent/config/config.hpp"
#include "agent/event/event_log.hpp"
#include "agent/journal/journal.hpp"
#include "agent/run/complaints.hpp"
#include "agent/run/due_timer.hpp"

namespace livetap {

/// The event log and the journal, tied together: what happened goes to the channels at once and to
/// the disk a moment later, together with the state of whoever saw it. Event loop thread.
class EventKeeper {
 public:
  /// Without a `push` events are kept and not shown.
  EventKeeper(boost::asio::io_context& io, const Config& config,
              const std::filesystem::path& state_dir, EventLog::Push push);

  /// `done` gets the state that each owner (a probe's name, or empty for the agent) had at the end
  /// of the last run. Nothing may happen before.
  void open(std::function<void(journal::States&&)> done);

  /// The state that a probe of that name has now, be it in the config or not: for one that comes by
  /// a reload.
  std::map<std::string, std::string> state_of(const std::string& probe) const;

  /// After a reload: others are to be masked from now on.
  void set_secrets(SecretMask secrets) { log_.set_secrets(std::move(secrets)); }

  /// See EventLog::on_event.
  void on_event(std::function<void(const Event&)> seen) { log_.on_event(std::move(seen)); }

  /// See EventLog::take.
  void take(const std::string& owner, Commit&& commit);
  /// See EventLog::note_dropped.
  void note_dropped(const std::string& probe, std::uint64_t count);

  /// Keeps the rows of a slot that has ended. False: there was no room, and they are dropped.
  bool keep(journal::Sample&& sample) { return journal_.put(std::move(sample)); }

  /// See Journal::begin_slot.
  bool begin_slot(journal::Sample&& sample) { return journal_.begin_slot(std::move(sample)); }

  /// The history has everything up to there.
  void shipped(const journal::JournalPosition& position) { journal_.shipped(position); }

  /// Says what is wrong in the log, once and ever more rarely, and makes an event of a journal that
  /// was quarantined. To be called once a second or so.
  void look(const ViewTime& now);

  /// Writes what is left; `done` comes within 1.5 s.
  void stop(std::function<void()> done);

  journal::JournalStatus journal() const { return journal_.status(); }
  EventCounters counters() const { return log_.counters(); }

 private:
  void begin(const journal::JournalContents& contents);
  void arm_timer();
  void look_at_journal(const ViewTime& now);
  void say(const std::string& who, const std::string& what, const std::string& wrong,
           SteadyTime now);

  journal::Journal journal_;
  EventLog log_;
  DueTimer timer_;
  Complaints complaints_;
  journal::States probe_states_;
  std::uint64_t quarantined_ = 0;  // files, each of which was an event
  std::uint64_t dropped_ = 0;      // events and samples that it had dropped at the last look
  bool open_ = false;
};

}  // namespace livetap
