#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "agent/model/error.hpp"
#include "agent/model/time.hpp"
#include "agent/worker/backoff.hpp"
#include "agent/worker/schedule.hpp"

namespace livetap::worker {

enum class Phase {
  starting,    ///< the process loads the plugin and makes the instance
  idle,        ///< until something is due
  collecting,  ///< a streaming probe: nearly always
  killing,     ///< until the kernel has taken the process away
  waiting,     ///< for the next try
  stopping,    ///< asked to end
  stopped,
  failed,  ///< no try before a reload
};

std::string_view to_string(Phase phase);

struct SupervisorOptions {
  bool streaming = false;
  bool once = false;  ///< one collect of everything, then the end
  Milliseconds interval{1000};
  Milliseconds timeout{2000};
  Milliseconds create_timeout{2000};
  Milliseconds grace{500};
  Milliseconds stop_timeout{1000};
  Milliseconds stall{10000};
};

// What happens to a probe. Each comes with the moment at which it happened.
struct Begin {};
struct SpawnFailed {
  Error error;
};
struct BecameReady {
  std::vector<Milliseconds> intervals;  ///< of the measurements, 0: the probe's
};
/// The plugin refused to load, to be made, or measures what it may not.
struct CreateFailed {
  Error error;
};
struct GatherClosed {
  std::uint32_t measurement = 0;
  std::optional<Error> error;
};
struct CollectReturned {
  std::uint64_t sequence = 0;
  std::optional<Error> error;
};
/// Any other message: the plugin is alive.
struct Heard {};
struct StatusSaid {
  std::optional<Error> error;
};
struct SpokeNonsense {
  std::string what;
};
struct ProcessEnded {
  std::string how;  ///< "crashed: signal 11 (segmentation fault)"
};
struct TimePassed {};
struct StopAsked {};

using SupervisorEvent =
    std::variant<Begin, SpawnFailed, BecameReady, CreateFailed, GatherClosed, CollectReturned,
                 Heard, StatusSaid, SpokeNonsense, ProcessEnded, TimePassed, StopAsked>;

// What is to be done about it, in order.
struct SpawnWorker {};
struct SendCollect {
  std::uint64_t sequence = 0;
  Milliseconds timeout{0};  ///< 0: none
  std::vector<std::uint32_t> due;
};
struct SendCancel {
  std::uint64_t sequence = 0;
};
struct SendStop {};
struct KillWorker {};
/// Say of a measurement that it could not be gathered.
struct FailGather {
  std::uint32_t measurement = 0;
  Error error;
};
/// A collect, or an interval without one, is over.
struct ReportCollect {
  Milliseconds took{0};
  std::optional<Error> error;
};
struct Warn {
  std::string text;
};
/// The probe is at its end; no process is left, or it cannot be killed.
struct Ended {};

using SupervisorAction = std::variant<SpawnWorker, SendCollect, SendCancel, SendStop, KillWorker,
                                      FailGather, ReportCollect, Warn, Ended>;
using SupervisorActions = std::vector<SupervisorAction>;

/// Decides over one probe: when it is asked, for how long, when its worker is killed, when it is
/// started again, and what its measurements say meanwhile. Has no I/O and no clock.
///
/// Its promise: each measurement has one gather per interval. The worker's own, or one that says in
/// words why there is none. (A collect that runs within its timeout is waited for.)
///
/// Example:
///   Supervisor supervisor({.interval = 1s, .timeout = 2s}, now);
///   perform(supervisor.step(Begin{}, now));         // SpawnWorker
///   ...                                             // and from then on, at the latest:
///   timer.expires_at(supervisor.wake_at());         // step(TimePassed{}, now)
class Supervisor {
 public:
  Supervisor(SupervisorOptions options, SteadyTime anchor);

  SupervisorActions step(const SupervisorEvent& event, SteadyTime now);
  SteadyTime wake_at() const;

  /// Whether a gather of that measurement is wanted now. One that comes twice, or after it was
  /// reported as failed, is not.
  bool expects(std::uint32_t measurement) const;

  Phase phase() const { return phase_; }
  std::uint64_t restarts() const { return restarts_; }
  const std::optional<Error>& last_error() const { return last_error_; }
  /// In phase waiting.
  SteadyTime restart_at() const { return deadline_; }

 private:
  void on(const Begin&);
  void on(const SpawnFailed& event);
  void on(const BecameReady& event);
  void on(const CreateFailed& event);
  void on(const GatherClosed& event);
  void on(const CollectReturned& event);
  void on(const Heard&) {}
  void on(const StatusSaid& event) { status_error_ = event.error; }
  void on(const SpokeNonsense& event);
  void on(const ProcessEnded& event);
  void on(const TimePassed&);
  void on(const StopAsked&);

  void spawn();
  void begin_collect();
  void ask(std::vector<std::uint32_t> due);
  void beat();
  void streaming_beat();
  void deadline_passed();
  void collect_deadline_passed();
  void check_stall();
  void finish_collect(std::optional<Error> error);
  void react(const Error& error);
  void kill(Error why, Milliseconds longest_wait);
  void retry_in(Milliseconds wait);
  void end_once();
  void fail(const std::vector<std::uint32_t>& due, const Error& error);
  void fail_unclosed(const Error& error);
  bool ticking() const;
  Milliseconds since(SteadyTime moment) const;
  Error not_returned() const;

  template <class Action>
  void act(Action action) {
    actions_.emplace_back(std::move(action));
  }

  struct Watched {
    bool due = false;     // in the collect that runs
    bool closed = false;  // in the collect that runs
    SteadyTime last{};    // good or failed, by the worker
    SteadyTime held_until{};
    std::optional<Error> held_by;  // asked slowly: refused the last time
  };

  SupervisorOptions options_;
  Schedule schedule_;
  Backoff crashes_;
  Backoff stream_ends_;
  Phase phase_ = Phase::stopped;
  SteadyTime now_{};
  SteadyTime began_{};
  SteadyTime deadline_{};  // of the phase, where it has one
  SteadyTime ready_at_{};
  SteadyTime collect_at_{};
  SteadyTime heard_at_{};
  SteadyTime resume_at_{};  // no collect before
  std::uint64_t sequence_ = 0;
  std::uint64_t restarts_ = 0;
  bool spawned_before_ = false;
  bool process_ = false;
  bool cancelled_ = false;
  bool stop_asked_ = false;
  Milliseconds wait_after_kill_{0};
  bool fail_after_kill_ = false;
  std::vector<Watched> watched_;
  std::optional<Error> last_error_;
  std::optional<Error> status_error_;
  SupervisorActions actions_;
};

}  // namespace livetap::worker
