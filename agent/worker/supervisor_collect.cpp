#include <algorithm>

#include "agent/worker/supervisor.hpp"
#include "agent/worker/supervisor_words.hpp"

// The schedule and the collect that runs: the part of the supervisor that works while a process is
// up, or says that none is.
namespace livetap::worker {

namespace {

bool needs_people(const Error& error) {
  return error.kind == ErrorKind::config || error.kind == ErrorKind::auth;
}

}  // namespace

// ----------------------------------------------------------------------------------- the schedule

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
  if (!asked.empty() || watched_.empty()) {
    ask(std::move(asked));
  }
}

void Supervisor::ask(std::vector<std::uint32_t> due) {
  for (auto& watched : watched_) {
    watched.due = watched.closed = false;
    watched.last = now_;
  }
  for (const auto index : due) {
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
  const bool endless = options_.streaming && !options_.once;
  act(SendCollect{++sequence_, endless ? Milliseconds(0) : std::max(timeout, Milliseconds(1)),
                  std::move(due)});
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
