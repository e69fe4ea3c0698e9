#include "agent/worker/probe_runner.hpp"

#include <algorithm>

#include "agent/model/clocks.hpp"
#include "agent/worker/clean_text.hpp"
#include "agent/worker/limits.hpp"
#include "agent/worker/schema_admission.hpp"
#include "agent/worker/spec_secrets.hpp"

namespace livetap::worker {

namespace {

SupervisorOptions supervisor_options(const FleetOptions& options, const ProbeSpec& spec,
                                     bool once) {
  SupervisorOptions result;
  result.streaming = spec.streaming;
  result.once = once;
  result.interval = spec.interval;
  result.timeout = spec.timeout;
  result.create_timeout = options.create_timeout;
  result.grace = options.grace;
  result.stop_timeout = options.stop_timeout;
  result.stall = options.stall;
  return result;
}

/// Those that Host keeps to.
bool state_within_bounds(const std::map<std::string, std::string>& state) {
  std::size_t bytes = 0;
  for (const auto& [key, value] : state) {
    bytes += key.size() + value.size();
  }
  return state.size() <= max_state_keys && bytes <= max_state_bytes;
}

SteadyTime steady_now() {
  return std::chrono::steady_clock::now();
}

template <class F, class... Args>
void tell(const F& callback, Args&&... args) {
  if (callback) {
    callback(std::forward<Args>(args)...);
  }
}

}  // namespace

ProbeRunner::ProbeRunner(boost::asio::io_context& io, const FleetOptions& options, ProbeSpec spec,
                         std::shared_ptr<const FleetEvents> events, std::size_t index, Mode mode)
    : options_(options),
      spec_(std::move(spec)),
      events_(std::move(events)),
      index_(index),
      mask_(mask_of(spec_.settings)),
      supervisor_(supervisor_options(options, spec_, mode.once), mode.anchor),
      io_(io),
      timer_(io) {}

void ProbeRunner::begin(std::function<void()> ended) {
  ended_ = std::move(ended);
  step(Begin{});
}

void ProbeRunner::stop() {
  step(StopAsked{});
}

void ProbeRunner::fall_silent() {
  events_ = std::make_shared<const FleetEvents>();
}

void ProbeRunner::abandon() {
  fall_silent();
  ended_ = nullptr;
  timer_.cancel();
  process_.reset();
}

ProbeState ProbeRunner::state() const {
  ProbeState state;
  const auto phase = supervisor_.phase();
  state.error = supervisor_.last_error();
  state.up = (phase == Phase::idle || phase == Phase::collecting) && !state.error;
  state.phase = to_string(phase);
  state.health = health_;
  state.pid = process_ ? process_->pid() : 0;
  state.restarts = supervisor_.restarts();
  if (state.error) {
    state.error = masked(mask_, *std::move(state.error));
  }
  if (phase == Phase::waiting) {
    state.next_start = span_between(steady_now(), supervisor_.restart_at());
  }
  return state;
}

void ProbeRunner::step(const SupervisorEvent& event) {
  const auto self = shared_from_this();
  for (const auto& action : supervisor_.step(event, steady_now())) {
    std::visit([this](const auto& what) { perform(what); }, action);
  }
  rearm();
}

void ProbeRunner::rearm() {
  const auto at = supervisor_.wake_at();
  if (at == SteadyTime::max()) {
    timer_.cancel();
    return;
  }
  timer_.expires_at(at);
  timer_.async_wait([self = weak_from_this()](const boost::system::error_code& error) {
    if (const auto runner = self.lock(); runner && !error) {
      runner->step(TimePassed{});
    }
  });
}

// ------------------------------------------------------------------------------- what is decided

void ProbeRunner::perform(const SpawnWorker&) {
  auto process = WorkerProcess::start(io_, options_.program, spec_.name, process_events());
  if (!process) {
    return step(SpawnFailed{process.error()});
  }
  process_ = *std::move(process);
  process_->send(start_order(spec_, options_.memory_bytes));
}

void ProbeRunner::perform(const SendCollect& action) {
  rows_ = 0;
  process_->send(Collect{action.sequence, action.timeout, spec_.streaming, action.due});
}

void ProbeRunner::perform(const SendCancel& action) {
  process_->send(Cancel{action.sequence});
}

void ProbeRunner::perform(const SendStop&) {
  process_->send(Stop{});
}

void ProbeRunner::perform(const KillWorker&) {
  process_->kill();
}

void ProbeRunner::perform(const FailGather& action) {
  Gather gather;
  gather.measurement = action.measurement;
  gather.error = masked(mask_, action.error);
  const auto& shape = (*schema_)[action.measurement];
  gather.rows = RowBlock(shape.tags.size(), shape.fields.size());
  deliver(std::move(gather));
}

void ProbeRunner::perform(const ReportCollect& action) {
  CollectReport report;
  report.took = action.took;
  report.rows = std::exchange(rows_, 0);
  report.restarts = supervisor_.restarts();
  if (action.error) {
    report.error = masked(mask_, *action.error);
  }
  tell(events_->on_collected, index_, report);
}

void ProbeRunner::perform(const Warn& action) {
  log(Severity::warning, action.text);
}

void ProbeRunner::perform(const Ended&) {
  process_.reset();
  if (const auto ended = std::exchange(ended_, nullptr)) {
    ended();
  }
}

// ------------------------------------------------------------------------- what the worker says

ProcessEvents ProbeRunner::process_events() {
  ProcessEvents events;
  const auto self = weak_from_this();
  events.said = [self](Message&& message) {
    if (const auto runner = self.lock()) {
      std::visit([&](auto&& what) { runner->hear(std::move(what)); }, std::move(message));
    }
  };
  events.nonsense = [self](const std::string& what) {
    if (const auto runner = self.lock()) {
      runner->step(SpokeNonsense{what});
    }
  };
  events.wrote_to_stderr = [self](std::string_view line) {
    if (const auto runner = self.lock()) {
      runner->log(Severity::warning, "stderr: " + clean_line(line, max_log_bytes));
    }
  };
  events.ended = [self](const std::string& how) {
    if (const auto runner = self.lock()) {
      runner->step(ProcessEnded{how});
    }
  };
  return events;
}

template <class Other>
void ProbeRunner::hear(Other&&) {
  step(SpokeNonsense{"the worker sent an order"});
}

void ProbeRunner::hear(Ready&& message) {
  auto schema = admit_schema(std::move(message.schema), spec_);
  if (!schema) {
    return step(CreateFailed{schema.error()});
  }
  if (schema_) {
    if (auto change = schema_change(*schema_, *schema)) {
      return step(CreateFailed{*std::move(change)});
    }
  } else {
    schema_ = *schema;
    tell(events_->on_schema, index_, *schema_);
  }
  BecameReady ready;
  for (const auto& measurement : *schema) {
    ready.intervals.push_back(measurement.interval);
  }
  step(ready);
}

void ProbeRunner::hear(Failed&& message) {
  step(CreateFailed{std::move(message.error)});
}

void ProbeRunner::hear(Gathered&& message) {
  commit(std::move(message.commit));
  if (message.dropped_events > 0) {
    tell(events_->on_dropped_events, index_, message.dropped_events);
    log(Severity::warning, std::to_string(message.dropped_events) +
                               " events of the worker were dropped: more than the agent can read");
  }
  auto& gather = message.gather;
  if (!supervisor_.expects(gather.measurement)) {
    return step(Heard{});
  }
  if (!of_known_shape(gather)) {
    gather.dropped_rows += gather.rows.size();
    gather.error = Error{ErrorKind::internal, "the rows have another shape than the measurement",
                         "this is a mistake in the plugin: tell its author", ""};
    const auto& shape = (*schema_)[gather.measurement];
    gather.rows = RowBlock(shape.tags.size(), shape.fields.size());
  }
  const GatherClosed closed{gather.measurement, gather.error};
  // The collect of a streaming probe began with its worker.
  gather.took = spec_.streaming ? Milliseconds(0) : std::max(gather.took, Milliseconds(0));
  if (gather.error) {
    gather.error = masked(mask_, *std::move(gather.error));
    gather.rows.clear();
  }
  rows_ += gather.rows.size();
  deliver(std::move(gather));
  step(closed);
}

bool ProbeRunner::of_known_shape(Gather& gather) {
  const auto& shape = (*schema_)[gather.measurement];
  return (gather.rows.empty() || !shape.late) && gather.rows.tag_count() == shape.tags.size() &&
         gather.rows.field_count() == shape.fields.size();
}

void ProbeRunner::deliver(Gather&& gather) {
  gather.time = clocks().wall;
  tell(events_->on_gather, index_, std::move(gather));
}

void ProbeRunner::hear(Declared&& message) {
  if (!schema_ || message.measurement >= schema_->size()) {
    return step(SpokeNonsense{"a shape was declared for a measurement that is not there"});
  }
  auto& known = (*schema_)[message.measurement];
  auto expected = known;
  expected.late = known.late ||
                  (spec_.remembered.count(known.name) > 0 && spec_.declared.count(known.name) == 0);
  auto shape = admit_shape(std::move(message.shape), expected, spec_.prefix);
  if (!shape) {
    return step(SpokeNonsense{shape.error().message});
  }
  if (expected.late) {
    const auto was = std::exchange(known, *std::move(shape));
    spec_.declared.insert_or_assign(known.name, known);
    if (was != known) {
      tell(events_->on_declared, index_, message.measurement, known);
    }
  }
  step(Heard{});
}

void ProbeRunner::hear(Collected&& message) {
  commit(std::move(message.commit));
  step(CollectReturned{message.sequence, std::move(message.error)});
}

void ProbeRunner::hear(Status&& message) {
  health_ = mask_.mask(message.text);
  step(StatusSaid{std::move(message.error)});
}

void ProbeRunner::hear(Log&& message) {
  log(message.severity, message.text);
  step(Heard{});
}

void ProbeRunner::hear(Alive&&) {
  step(Heard{});
}

void ProbeRunner::commit(Commit&& commit) {
  if (commit.empty()) {
    return;
  }
  auto state = spec_.state;
  for (const auto& [key, value] : commit.state) {
    state.insert_or_assign(key, value);
  }
  if (!state_within_bounds(state)) {
    return step(SpokeNonsense{"it keeps more state than a probe may"});
  }
  spec_.state = std::move(state);
  for (auto& event : commit.events) {
    for (auto* text : {&event.type, &event.service, &event.message, &event.attributes}) {
      *text = mask_.mask(*text);
    }
  }
  tell(events_->on_commit, index_, std::move(commit));
}

void ProbeRunner::log(Severity severity, std::string_view text) {
  if (!line_rate_.pass(steady_now())) {
    return;
  }
  if (const auto dropped = line_rate_.take_dropped()) {
    tell(events_->on_log, index_, Severity::warning,
         std::to_string(dropped) + " lines of the worker were dropped: too many");
  }
  tell(events_->on_log, index_, severity, mask_.mask(text));
}

}  // namespace livetap::worker
