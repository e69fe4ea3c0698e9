#include "agent/worker/supervisor.hpp"

#include <algorithm>
#include <array>

#include "agent/worker/supervisor_words.hpp"

// The life of the process: started, ready, killed, started again, stopped. What happens while it
// is up is in supervisor_collect.cpp.
namespace livetap::worker {

namespace {

constexpr Milliseconds once_stop_timeout{200};
/// After which a process that takes no SIGKILL (it sleeps in the kernel) is left to the kernel.
constexpr Milliseconds kill_timeout{500};

}  // namespace

std::string_view to_string(Phase phase) {
  constexpr std::array<std::string_view, 8> names{"starting", "idle",     "collecting", "killing",
                                                  "waiting",  "stopping", "stopped",    "failed"};
  return names.at(static_cast<std::size_t>(phase));
}

Supervisor::Supervisor(SupervisorOptions options, SteadyTime anchor)
    : options_(options), schedule_(anchor, options.interval) {
  options_.stall = std::max(options_.stall, 3 * options_.interval);
  if (options_.once) {
    options_.create_timeout = std::min(options_.create_timeout, options_.timeout + once_grace);
    options_.grace = std::min(options_.grace, once_grace);
    options_.stop_timeout = std::min(options_.stop_timeout, once_stop_timeout);
  }
}

SupervisorActions Supervisor::step(const SupervisorEvent& event, SteadyTime now) {
  now_ = now;
  if (!std::holds_alternative<TimePassed>(event)) {
    heard_at_ = now;
  }
  std::visit([this](const auto& happened) { on(happened); }, event);
  return std::exchange(actions_, {});
}

SteadyTime Supervisor::wake_at() const {
  const bool has_deadline = phase_ == Phase::starting || phase_ == Phase::waiting ||
                            phase_ == Phase::stopping ||
                            (phase_ == Phase::killing && stop_asked_) ||
                            (phase_ == Phase::collecting && !options_.streaming) ||
                            (phase_ == Phase::collecting && (cancelled_ || options_.once));
  auto at = has_deadline ? deadline_ : SteadyTime::max();
  if (ticking()) {
    at = std::min(at, schedule_.next());
  }
  if (phase_ == Phase::collecting && options_.streaming) {
    at = std::min(at, heard_at_ + options_.stall);
  }
  return at;
}

/// Whether the schedule is looked at: not while a collect is waited for, and not before anything
/// can be said.
bool Supervisor::ticking() const {
  if (stop_asked_ || options_.once) {
    return phase_ == Phase::idle && !stop_asked_;
  }
  switch (phase_) {
    case Phase::starting:
      return last_error_.has_value();
    case Phase::collecting:
      return options_.streaming;
    case Phase::idle:
    case Phase::killing:
    case Phase::waiting:
    case Phase::failed:
      return true;
    case Phase::stopping:
    case Phase::stopped:
      return false;
  }
  return false;
}

Milliseconds Supervisor::since(SteadyTime moment) const {
  return std::chrono::duration_cast<Milliseconds>(now_ - moment);
}

// ------------------------------------------------------------------------------------ the process

void Supervisor::on(const Begin&) {
  began_ = now_;
  spawn();
}

void Supervisor::spawn() {
  restarts_ += spawned_before_ ? 1 : 0;
  spawned_before_ = true;
  process_ = true;
  phase_ = Phase::starting;
  deadline_ = now_ + options_.create_timeout;
  act(SpawnWorker{});
}

void Supervisor::on(const SpawnFailed& event) {
  process_ = false;
  last_error_ = event.error;
  act(Warn{event.error.message});
  if (options_.once) {
    return end_once();
  }
  retry_in(crashes_.failed(Milliseconds(0), Backoff::longest));
}

void Supervisor::on(const BecameReady& event) {
  if (phase_ != Phase::starting) {
    return;
  }
  if (event.intervals.size() != schedule_.size()) {
    schedule_.set_intervals(event.intervals);
    watched_.assign(event.intervals.size(), {});
  }
  ready_at_ = now_;
  resume_at_ = now_;
  phase_ = Phase::idle;
  if (schedule_.next() <= now_ || options_.once) {
    beat();
  }
}

void Supervisor::on(const CreateFailed& event) {
  if (phase_ != Phase::starting) {
    return;
  }
  kill(event.error,
       event.error.kind == ErrorKind::unavailable ? Backoff::longest_hang : Backoff::longest);
  react(event.error);
}

void Supervisor::on(const SpokeNonsense& event) {
  if (phase_ == Phase::killing || !process_) {
    return;
  }
  kill(failure(ErrorKind::internal, "killed: " + event.what,
               "the plugin overwrote what is not its own: tell its author"),
       Backoff::longest);
}

void Supervisor::on(const ProcessEnded& event) {
  process_ = false;
  if (stop_asked_) {
    phase_ = Phase::stopped;
    act(Ended{});
    return;
  }
  if (phase_ != Phase::killing) {
    kill(failure(ErrorKind::internal, event.how, "the worker is started again by itself"),
         Backoff::longest);
  }
  if (stop_asked_) {  // a single round is over
    phase_ = Phase::stopped;
    act(Ended{});
  } else if (fail_after_kill_) {
    phase_ = Phase::failed;
  } else {
    retry_in(wait_after_kill_);
  }
}

/// Ends the process if there is one, with the reason that is given until it works again.
void Supervisor::kill(Error why, Milliseconds longest_wait) {
  const bool was_collecting = phase_ == Phase::collecting;
  const bool was_ready = was_collecting || phase_ == Phase::idle;
  last_error_ = why;
  fail_after_kill_ = false;
  wait_after_kill_ = crashes_.failed(was_ready ? since(ready_at_) : Milliseconds(0), longest_wait);
  phase_ = Phase::killing;
  deadline_ = now_ + kill_timeout;
  if (process_) {
    act(KillWorker{});
  }
  act(Warn{why.message});
  if (was_collecting && (!options_.streaming || options_.once)) {
    fail_unclosed(why);
    act(ReportCollect{since(collect_at_), why});
  } else if (options_.once) {
    act(ReportCollect{Milliseconds(0), why});
  }
  stop_asked_ = stop_asked_ || options_.once;
}

void Supervisor::retry_in(Milliseconds wait) {
  if (wait.count() == 0) {
    return spawn();
  }
  phase_ = Phase::waiting;
  deadline_ = now_ + wait;
}

void Supervisor::on(const StopAsked&) {
  if (phase_ == Phase::stopping) {
    return;
  }
  stop_asked_ = true;
  if (!process_) {
    phase_ = Phase::stopped;
    act(Ended{});
  } else if (phase_ != Phase::killing) {
    phase_ = Phase::stopping;
    deadline_ = now_ + options_.stop_timeout;
    act(SendStop{});
  } else {
    deadline_ = now_ + kill_timeout;
  }
}

void Supervisor::end_once() {
  if (!process_ && last_error_) {
    act(ReportCollect{Milliseconds(0), last_error_});
  }
  on(StopAsked{});
}

// -------------------------------------------------------------------------------------- deadlines

void Supervisor::on(const TimePassed&) {
  if (phase_ == Phase::stopped) {
    return;
  }
  const bool beats = ticking() && schedule_.next() <= now_;
  if (phase_ != Phase::idle && phase_ != Phase::failed) {
    deadline_passed();
  }
  if (beats && ticking()) {
    beat();
  }
}

void Supervisor::deadline_passed() {
  if (phase_ == Phase::collecting) {
    return collect_deadline_passed();
  }
  if (now_ < deadline_) {
    return;
  }
  switch (phase_) {
    case Phase::starting:
      return kill(
          failure(ErrorKind::timeout,
                  "killed: the plugin was not ready within " + in_words(options_.create_timeout),
                  "loading and create do no I/O in a sound plugin: tell its author"),
          Backoff::longest);
    case Phase::waiting:
      return spawn();
    case Phase::stopping:
      phase_ = Phase::killing;
      deadline_ = now_ + kill_timeout;
      act(KillWorker{});
      return;
    case Phase::killing:
      if (stop_asked_) {
        phase_ = Phase::stopped;
        act(Warn{"the worker does not die: it sleeps in the kernel"});
        act(Ended{});
      }
      return;
    default:
      return;
  }
}

}  // namespace livetap::worker
