#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/event/event_counters.hpp"
#include "agent/event/event_views.hpp"
#include "agent/event/recent_events.hpp"
#include "agent/event/token_bucket.hpp"
#include "agent/model/commit.hpp"
#include "agent/model/secret_mask.hpp"
#include "agent/view/view_message.hpp"
#include "agent/view/view_time.hpp"

namespace livetap {

/// Where every event goes, a probe's and the agent's own: checked, bounded, kept together with the
/// state that goes with it, and shown on the channels `event` and `event_table`. Event loop thread;
/// no call blocks.
///
/// A probe may bring 10,000 events a second on average and 20,000 at once: a cursor that catches up
/// after an outage stays within that. The rest is a flood, dropped and counted; the state that came
/// with it is kept all the same.
///
/// Example:
///   EventLog events(secrets, push, keep);
///   events.begin(newest, now);                        // as the journal has them
///   events.take("trading", std::move(commit), now);   // what a worker committed
///   events.take("", {{event}, {{"queue/orders", "lagging"}}}, now);  // the agent's own
class EventLog {
 public:
  /// Takes the messages of the two channels; when it is empty, none are made.
  using Push = std::function<void(ViewMessage&&)>;
  /// Keeps a commit; never an empty one.
  using Keep = std::function<void(const std::string& owner, Commit&& commit)>;

  static constexpr double events_per_s = 10'000;
  static constexpr double events_at_once = 20'000;

  EventLog(SecretMask secrets, Push push, Keep keep);

  /// What is masked in every text from now on.
  void set_secrets(SecretMask secrets) { secrets_ = std::move(secrets); }

  /// Called with every event that is taken or was known before, the oldest first.
  void on_event(std::function<void(const Event&)> seen) { seen_ = std::move(seen); }

  /// What was known before the start, in any order. Sends the table, be it empty.
  void begin(const std::vector<Event>& known, const ViewTime& now);

  /// Takes events and the state that goes with them. `owner` is the name of the probe whose state
  /// it is, and of the events that name none; empty for the agent itself, whose events name the
  /// probe that they are about.
  void take(const std::string& owner, Commit&& commit, const ViewTime& now);

  /// Counts events of a probe that its worker had to drop, as a flood.
  void note_dropped(const std::string& probe, std::uint64_t count);

  /// Sends what became due by time alone.
  void on_timer(const ViewTime& now);
  std::optional<SteadyTime> next_due() const;

  EventCounters counters() const;

  /// For each probe that ever brought an event: whether it brought too many since the last call.
  std::map<std::string, bool> take_floods();

 private:
  struct Probe {
    TokenBucket rate{events_per_s, events_at_once};
    bool flooding = false;
  };

  bool admit(const Event& event, SteadyTime now);
  void send_due(const ViewTime& now);

  SecretMask secrets_;
  Push push_;
  Keep keep_;
  std::function<void(const Event&)> seen_;
  RecentEvents recent_;
  EventViews views_;
  EventCounters counters_;
  std::map<std::string, Probe> probes_;
};

}  // namespace livetap
