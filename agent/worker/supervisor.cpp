#include "agent/worker/supervisor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace livetap::worker {

namespace {

constexpr Milliseconds once_grace{300};
constexpr Milliseconds once_stop_timeout{200};
/// After which a process that takes no SIGKILL (it sleeps in the kernel) is left to the kernel.
constexpr Milliseconds kill_timeout{500};

std::string in_words(Milliseconds span) {
  return span.count() % 1000 == 0 ? fmt::format("{} s", span.count() / 1000)
                                  : fmt::format("{} ms", span.count());
}

Error failure(ErrorKind kind, std::string message, std::string hint = "") {
  return {kind, std::move(message), std::move(hint), ""};
}

bool needs_people(const Error& error) {
  return error.kind == ErrorKind::config || error.kind == ErrorKind::auth;
}

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

// ----------------------------------------------------------------------------------- the schedule

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

void Supervisor::beat() {
  if (phase_ == Phase::idle && resume_at_ <= now_) {
    begin_collect();
  } else if (phase_ == Phase::collecting) {
    streaming_beat();
  } else {
    const auto due = schedule_.take_due(now_);
    const auto why = last_error_.value_or(
        failure(ErrorKind::unavailable, "the source ended the stream; it is asked again"));
    fail(due, why);
    act(ReportCollect{Milliseconds(0), why});
  }
}

void Supervisor::begin_collect() {
  std::vector<std::uint32_t> due = schedule_.take_due(now_);
  if (options_.streaming || options_.once) {
    due.clear();
    for (std::uint32_t i = 0; i < watched_.size(); ++i) {
      due.push_back(i);
    }
  }
  std::vector<std::uint32_t> asked;
  for (const auto index : due) {
    const auto& watched = watched_[index];
    if (watched.held_by && now_ < watched.held_until) {
      act(FailGather{index, *watched.held_by});
    } else {
      asked.push_back(index);
    }
  }
  // A probe of events alone has no measurement, and a beat all the same.
  if (asked.empty() && !watched_.empty()) {
    return;
  }
  for (auto& watched : watched_) {
    watched.due = watched.closed = false;
    watched.last = now_;
  }
  for (const auto index : asked) {
    watched_[index].due = true;
  }
  phase_ = Phase::collecting;
  cancelled_ = false;
  collect_at_ = heard_at_ = now_;
  status_error_.reset();
  const auto timeout =
      options_.once ? std::min(options_.timeout, options_.timeout + once_grace - since(began_))
                    : options_.timeout;
  deadline_ = now_ + timeout;
  act(SendCollect{++sequence_,
                  options_.streaming ? Milliseconds(0) : std::max(timeout, Milliseconds(1)),
                  std::move(asked)});
}

/// A streaming probe speaks for itself; only of what it leaves out for two intervals is spoken.
void Supervisor::streaming_beat() {
  const auto due = schedule_.take_due(now_);
  for (const auto index : due) {
    const auto silent = since(watched_[index].last);
    if (silent >= 2 * schedule_.interval(index)) {
      act(FailGather{
          index, status_error_.value_or(
                     failure(ErrorKind::timeout, "nothing was gathered for " + in_words(silent)))});
    }
  }
  act(ReportCollect{Milliseconds(0), status_error_});
}

// ------------------------------------------------------------------------------------- collecting

bool Supervisor::expects(std::uint32_t measurement) const {
  return phase_ == Phase::collecting && measurement < watched_.size() &&
         watched_[measurement].due && (options_.streaming || !watched_[measurement].closed);
}

void Supervisor::on(const GatherClosed& event) {
  if (event.measurement >= watched_.size()) {
    return;
  }
  auto& watched = watched_[event.measurement];
  watched.last = now_;
  watched.closed = true;
  watched.held_by.reset();
  if (event.error && needs_people(*event.error) && !options_.streaming) {
    watched.held_by = event.error;
    watched.held_until = now_ + Backoff::slow;
  }
  if (options_.streaming && !event.error) {
    last_error_.reset();
  }
  const bool all = std::all_of(watched_.begin(), watched_.end(),
                               [](const Watched& each) { return each.closed || !each.due; });
  if (options_.once && options_.streaming && all && phase_ == Phase::collecting) {
    finish_collect(std::nullopt);
  }
}

void Supervisor::on(const CollectReturned& event) {
  if (phase_ != Phase::collecting || event.sequence != sequence_) {
    return;
  }
  auto error = event.error;
  if (cancelled_ && (!error || error->kind == ErrorKind::cancelled)) {
    error = failure(ErrorKind::timeout,
                    "collect was cancelled at its timeout of " + in_words(options_.timeout),
                    "raise the probe's timeout, or look at why its source is slow");
    const bool nothing_left = std::none_of(watched_.begin(), watched_.end(),
                                           [](const Watched& w) { return w.due && !w.closed; });
    if (nothing_left && !watched_.empty()) {
      error.reset();
    }
  }
  finish_collect(std::move(error));
}

void Supervisor::finish_collect(std::optional<Error> error) {
  fail_unclosed(error.value_or(failure(
      options_.streaming ? ErrorKind::timeout : ErrorKind::internal,
      options_.streaming ? "nothing was gathered within " + in_words(since(collect_at_))
                         : "collect returned without closing the gather of this measurement",
      options_.streaming ? "" : "this is a mistake in the plugin: tell its author")));
  act(ReportCollect{since(collect_at_), error});
  last_error_ = error;
  phase_ = Phase::idle;
  resume_at_ = now_;
  if (options_.once) {
    return end_once();
  }
  if (options_.streaming) {
    const auto wait = stream_ends_.failed(since(collect_at_), Backoff::longest_stream);
    resume_at_ = now_ + std::max(wait, options_.interval);
  }
  if (error) {
    react(*error);
  }
}

/// What the kind of an error asks for, beyond the next interval.
void Supervisor::react(const Error& error) {
  if (error.kind == ErrorKind::config) {
    if (phase_ == Phase::idle) {
      kill(error, Backoff::longest);
    }
    fail_after_kill_ = true;
  } else if (error.kind == ErrorKind::auth) {
    resume_at_ = now_ + Backoff::slow;
    wait_after_kill_ = Backoff::slow;
  }
}

void Supervisor::fail(const std::vector<std::uint32_t>& due, const Error& error) {
  for (const auto index : due) {
    act(FailGather{index, error});
  }
}

void Supervisor::fail_unclosed(const Error& error) {
  for (std::uint32_t i = 0; i < watched_.size(); ++i) {
    if (watched_[i].due && !watched_[i].closed) {
      act(FailGather{i, error});
    }
    watched_[i].due = false;
  }
}

// -------------------------------------------------------------------------------------- deadlines

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

void Supervisor::collect_deadline_passed() {
  if (options_.streaming && !options_.once) {
    return check_stall();
  }
  if (now_ < deadline_) {
    return;
  }
  if (options_.streaming) {  // a single round: what came until now is the answer
    return finish_collect(status_error_);
  }
  if (!cancelled_) {
    cancelled_ = true;
    deadline_ = now_ + options_.grace;
    act(SendCancel{sequence_});
    return;
  }
  kill(not_returned(), Backoff::longest_hang);
}

Error Supervisor::not_returned() const {
  return failure(ErrorKind::timeout,
                 "killed: collect did not return within " + in_words(options_.timeout),
                 "its source does not answer, or the plugin hangs");
}

void Supervisor::check_stall() {
  if (now_ - heard_at_ >= options_.stall) {
    kill(
        failure(ErrorKind::timeout, "killed: the plugin was silent for " + in_words(options_.stall),
                "a streaming probe says something at least each interval"),
        Backoff::longest);
  }
}

}  // namespace livetap::worker
