#include "agent/shipper/ship_loop.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "agent/model/clocks.hpp"
#include "agent/shipper/failure_words.hpp"
#include "agent/sql/history_schema.hpp"
#include "agent/worker/process_setup.hpp"

namespace livetap::shipper {

namespace {

constexpr Milliseconds idle{250};
constexpr Milliseconds report_pause{1'000};
constexpr Milliseconds rollup_pause{10'000};
/// Minutes and hours wait for rows, but not for ever.
constexpr Milliseconds longest_untended{60'000};
/// From one look at the clocks and types to the next.
constexpr Milliseconds look_pause{10'000};
/// How often the history is told that the agent lives, and how old the word of it may be.
constexpr Milliseconds beat_pause{2'000};
constexpr Milliseconds freshest_pulse{3'000};
constexpr Milliseconds days_pause = std::chrono::hours(1);
/// Days that could not be kept, a lock in the way for one, are tried again.
constexpr Milliseconds days_again{30'000};
constexpr std::size_t most_rows = 2'000;
constexpr std::size_t most_bytes = std::size_t{2} * 1024 * 1024;

/// How soon to try again.
net::RetryPace pace_of(const Failure& failure) {
  switch (failure.error.kind) {
    case ErrorKind::auth:
    case ErrorKind::config:
      return net::RetryPace::slowly;
    case ErrorKind::unavailable:
      return net::RetryPace::each_second;
    default:
      return net::RetryPace::backing_off;
  }
}

}  // namespace

ShipLoop::ShipLoop(int fd) : link_(fd), retry_(net::seeded_random()), most_rows_(most_rows) {}

int ShipLoop::run() {
  auto orders = link_.await_orders();
  if (!orders) {
    return worker::exit_bad_frame;
  }
  begin(*std::move(orders));
  while (!link_.is_over()) {
    const bool more = turn();
    report(false);
    link_.listen(more ? Milliseconds(0) : idle);
  }
  return 0;
}

void ShipLoop::begin(Orders&& orders) {
  agent_ = std::move(orders.agent);
  report_ = std::move(orders.known);
  report_.connected = false;
  account_ = ShipAccount(report_.runs, report_.collected, report_.counts);
  journal_.emplace(orders.journal);
  auto target = net::postgres::Target::parse(orders.url, orders.password);
  if (!target) {
    ship_error_ =
        Error{ErrorKind::config, target.error().message, target.error().hint, "history.url"};
    return;
  }
  session_.emplace(*std::move(target), [this] { report(true); });
  store_.emplace(*session_,
                 HistoryOptions{std::move(orders.schema), agent_, orders.retention,
                                orders.journal_age, [this] { return link_.clocks_of_agent(); }});
}

/// True when there is more to do at once.
bool ShipLoop::turn() {
  if (!store_ || !read_journal()) {
    return false;
  }
  if (connected_ && !session_->usable()) {
    failed(Failure{
        "", Error{ErrorKind::unavailable, session_->target().place() + " closed the connection",
                  "the server was stopped or restarted, or the network failed", ""}});
  }
  if (clocks().steady < next_try_ || (!connected_ && !connect()) || !beat()) {
    return false;
  }
  const auto work = next_work();
  const bool maintenance_waits = clocks().steady >= next_rollup_ + longest_untended;
  return work && !maintenance_waits ? ship(*work) : maintain();
}

bool ShipLoop::read_journal() {
  if (const auto fault = journal_->refresh(clocks().steady)) {
    ship_error_ = Error{ErrorKind::unavailable, fault->text(), "", ""};
    return false;
  }
  account_.see(journal_->runs(), journal_->quarantined());
  return true;
}

bool ShipLoop::connect() {
  if (const auto failure = session_->open()) {
    return failed(*failure);
  }
  ++report_.connections;
  std::vector<std::string> runs;
  for (const auto& run : account_.runs()) {
    runs.push_back(run.id);
  }
  const auto positions = store_->begin(runs);
  if (!positions) {
    return failed(positions.error());
  }
  account_.settle(*positions,
                  [this](const auto& run, const auto& measurement, auto after, auto up_to) {
                    return journal_->count(run, measurement, after, up_to);
                  });
  connected_ = true;
  ship_error_.reset();
  waits_for_clock_ = false;
  next_look_ = clocks().steady + look_pause;
  next_days_ = {};
  return true;
}

/// False: the connection broke.
bool ShipLoop::beat() {
  const auto now = clocks().steady;
  if (now < next_beat_ || now - link_.last_pulse() > freshest_pulse) {
    return true;
  }
  next_beat_ = now + beat_pause;
  const auto failure = store_->beat();
  beat_error_ = failure ? std::optional(failure->error) : std::nullopt;
  return !failure || !failure->code.empty() || failed(*failure);
}

/// New rows and those that waited take turns.
std::optional<ShipLoop::Work> ShipLoop::next_work() {
  const auto now = clocks().steady;
  const bool events_wait = failing_.waits(sql::event_table, now);
  std::optional<Work> fresh;
  std::optional<Work> waited;
  for (const auto& run : account_.runs()) {
    const bool has_new = run.shipped.sample < run.seen.sample ||
                         (!events_wait && run.shipped.event < run.seen.event);
    if (!fresh && has_new && !waits_for_clock_) {
      fresh = Work{&run};
    }
    for (const auto& [measurement, samples] : run.waiting) {
      if (!waited && !failing_.waits(measurement, now)) {
        waited = Work{&run, measurement};
      }
    }
  }
  waiting_turn_ = !waiting_turn_;
  return waited && (waiting_turn_ || !fresh) ? waited : fresh;
}

bool ShipLoop::read(const Work& work, BatchSource& source) {
  source.run = work.run->id;
  source.measurement = work.measurement;
  const auto fault =
      work.measurement.empty() ? read_new(*work.run, source) : read_waiting(work, source);
  if (fault) {
    ship_error_ = Error{ErrorKind::unavailable, fault->text(), "", ""};
  }
  return !fault;
}

journal::JournalQuery ShipLoop::query(std::int64_t after, std::int64_t up_to) const {
  journal::JournalQuery query;
  query.rows = most_rows_;
  query.bytes = most_bytes;
  query.after = after;
  query.up_to = up_to;
  return query;
}

std::optional<journal::JournalFault> ShipLoop::read_new(const RunState& run, BatchSource& source) {
  source.from = run.shipped;
  source.samples.last = run.shipped.sample;
  source.events.last = run.shipped.event;
  const bool samples = run.shipped.sample < run.seen.sample;
  const bool events =
      run.shipped.event < run.seen.event && !failing_.waits(sql::event_table, clocks().steady);
  // One row at a time when rows are sought, not one of each; and each kind has its turn, for
  // samples may come as fast as they go.
  const bool one_kind = most_rows_ == 1 && samples && events;
  std::optional<journal::JournalFault> fault;
  if (samples && !(one_kind && events_turn_)) {
    fault = journal_->samples(run.id, query(run.shipped.sample, run.seen.sample), source.samples);
  }
  if (!fault && events && !(one_kind && !events_turn_)) {
    fault = journal_->events(run.id, query(run.shipped.event, run.seen.event), source.events);
  }
  return fault;
}

std::optional<journal::JournalFault> ShipLoop::read_waiting(const Work& work, BatchSource& source) {
  source.from.sample = work.run->waiting.at(work.measurement).shipped;
  source.up_to = work.run->shipped.sample;
  source.samples.last = source.from.sample;
  auto of_measurement = query(source.from.sample, source.up_to);
  of_measurement.measurement = work.measurement;
  return journal_->samples(work.run->id, of_measurement, source.samples);
}

BatchRules ShipLoop::rules(const Work& work) const {
  auto rules = store_->rules();
  if (work.measurement.empty()) {
    rules.waiting = failing_.waiting(clocks().steady);
    for (const auto& [measurement, samples] : work.run->waiting) {
      rules.waiting.insert(measurement);
    }
  }
  return rules;
}

bool ShipLoop::ship(const Work& work) {
  BatchSource source;
  if (!read(work, source)) {
    return false;
  }
  const auto batch = make_batch(agent_, std::move(source), rules(work));
  if (batch.empty() && !batch.catches_up) {
    waits_for_clock_ = waits_for_clock_ || batch.waits_for_clock;
    return batch.waits_for_clock && maintain();
  }
  const auto taken = store_->ship(batch);
  if (!taken) {
    return not_shipped(work, batch, taken.error());
  }
  if (!*taken) {
    // Another shipper of this journal is at work, or was: the database says how far it is.
    connected_ = false;
    return failed(
        Failure{"55P03", Error{ErrorKind::unavailable,
                               "another shipper of the journal of agent " + agent_ + " is at work",
                               "it ends by itself; two agents never share a journal", ""}});
  }
  shipped(batch);
  return true;
}

/// True when another try may go better at once.
bool ShipLoop::not_shipped(const Work& work, const Batch& batch, const Failure& failure) {
  if (is_refused(failure)) {
    split(work, batch, failure);
    return true;
  }
  if (is_of_table(failure)) {
    failing_.failed(failure.table, failure.error, clocks().steady);
    return true;
  }
  return failed(failure);
}

void ShipLoop::shipped(const Batch& batch) {
  account_.committed(batch);
  for (const auto& table : batch.tables) {
    failing_.recovered(table.shape->name);
  }
  if (!batch.events.empty()) {
    failing_.recovered(sql::event_table);
  }
  report_.table_rows += batch.table_rows;
  report_.bytes += batch.bytes();
  ship_error_.reset();
  retry_.succeeded();
  most_rows_ = std::min(most_rows_ * 2, most_rows);
  events_turn_ = !events_turn_;
}

/// Rows that the database refuses are found by halves, and left out alone.
void ShipLoop::split(const Work& work, const Batch& batch, const Failure& failure) {
  const auto rows = batch.counts.sum();
  if (rows > 1) {
    most_rows_ = std::max<std::size_t>(std::min<std::size_t>(most_rows_, rows) / 2, 1);
    return;
  }
  spdlog::warn("a row of {} is refused and left out: {}", failure.table, failure.error.message);
  BatchSource source;
  if (!read(work, source)) {
    return;
  }
  auto refusing = rules(work);
  refusing.refuse = true;
  const auto without = make_batch(agent_, std::move(source), refusing);
  if (const auto taken = store_->ship(without); taken && *taken) {
    shipped(without);
  }
}

/// Clocks, minutes, hours and days, while there is nothing to ship.
bool ShipLoop::maintain() {
  const auto now = clocks().steady;
  if (!next_work() && !waits_for_clock_) {
    ship_error_.reset();
  }
  if (now >= next_look_) {
    next_look_ = now + look_pause;
    waits_for_clock_ = false;
    if (!kept(store_->look_around(), look_error_)) {
      return false;
    }
  }
  if (now >= next_days_) {
    const bool good = kept(store_->maintenance().keep_days().failure, days_error_);
    next_days_ = now + (good && !days_error_ ? days_pause : days_again);
    if (!good) {
      return false;
    }
  }
  if (now < next_rollup_) {
    return false;
  }
  next_rollup_ = now + rollup_pause;
  auto made = store_->maintenance().make_rollups();
  if (!kept(std::move(made.failure), rollup_error_)) {
    return false;
  }
  if (made.more) {
    next_rollup_ = now;
  }
  return made.more;
}

/// Notes how one part of the maintenance went. False: the connection broke.
bool ShipLoop::kept(std::optional<Failure> failure, std::optional<Error>& where) {
  where.reset();
  if (!failure) {
    return true;
  }
  where = failure->error;
  if (!failure->table.empty()) {
    where->message = failure->table + ": " + where->message;
  }
  return !failure->code.empty() || failed(*failure);
}

/// Always false: there is nothing more to do for now.
bool ShipLoop::failed(const Failure& failure) {
  ship_error_ = failure.error;
  if (failure.code.empty()) {
    session_->close();
    connected_ = false;
  }
  next_try_ = clocks().steady + retry_.after(pace_of(failure));
  return false;
}

std::vector<Warning> ShipLoop::warnings() const {
  std::vector<Warning> all;
  const auto add = [&](const std::vector<Warning>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  if (store_) {
    add(store_->warnings());
  }
  add(failing_.warnings());
  if (journal_) {
    add(journal_->warnings());
  }
  for (const auto* error : {&look_error_, &days_error_, &rollup_error_, &beat_error_}) {
    if (*error) {
      all.push_back({"history_maintenance_failing", "",
                     "maintenance of the history fails: " + (*error)->message, (*error)->hint});
      break;
    }
  }
  all.resize(std::min(all.size(), max_warnings));
  return all;
}

void ShipLoop::report(bool always) {
  report_.connected = connected_;
  report_.error = ship_error_;
  report_.warnings = warnings();
  report_.collected = account_.collected();
  report_.queued = account_.queued();
  report_.counts = account_.counts();
  report_.done = account_.done();
  report_.runs.clear();
  for (const auto& run : account_.runs()) {
    if (!run.finished() || &run == &account_.runs().back()) {
      report_.runs.push_back(run);
    }
  }
  const auto now = clocks().steady;
  const bool due = now - said_at_ >= report_pause;
  if (!due && (report_ == said_ || (!always && now - said_at_ < idle))) {
    return;
  }
  said_at_ = now;
  said_ = report_;
  link_.send(report_);
}

}  // namespace livetap::shipper
