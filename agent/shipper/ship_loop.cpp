#include "agent/shipper/ship_loop.hpp"

#include <poll.h>
#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "agent/model/clocks.hpp"
#include "agent/worker/process_setup.hpp"

namespace livetap::shipper {

namespace {

using worker::Foreign;
using worker::Message;

constexpr Milliseconds idle{250};
constexpr Milliseconds orders_limit{10'000};
constexpr Milliseconds report_pause{1'000};
constexpr Milliseconds rollup_pause{10'000};
/// Minutes and hours wait for rows, but not for ever.
constexpr Milliseconds longest_untended{60'000};
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

/// The data themselves are what the database does not take: the rows, not their table.
bool is_refused(const Failure& failure) {
  return failure.is("22") || failure.is("54") || (failure.is("23") && !failure.is("23514"));
}

}  // namespace

ShipLoop::ShipLoop(int fd) : fd_(fd), retry_(net::seeded_random()), most_rows_(most_rows) {}

int ShipLoop::run() {
  Orders orders;
  if (!await_orders(orders)) {
    return worker::exit_bad_frame;
  }
  begin(std::move(orders));
  while (!over_) {
    const bool more = turn();
    report(false);
    listen(more ? Milliseconds(0) : idle);
  }
  return 0;
}

bool ShipLoop::await_orders(Orders& orders) {
  const auto deadline = clocks().steady + orders_limit;
  while (!over_ && clocks().steady < deadline) {
    listen(idle);
    const auto frame = frames_.next();
    if (!frame || !*frame) {
      if (!frame) {
        return false;
      }
      continue;
    }
    auto message = worker::decode(**frame);
    const auto* foreign = message ? std::get_if<Foreign>(&*message) : nullptr;
    auto decoded = foreign == nullptr ? std::nullopt : decode_orders(foreign->body);
    if (!decoded) {
      return false;
    }
    orders = *std::move(decoded);
    return true;
  }
  return false;
}

/// Waits for word from the agent; its end is ours.
bool ShipLoop::listen(Milliseconds at_most) {
  pollfd socket{fd_, POLLIN, 0};
  if (::poll(&socket, 1, static_cast<int>(at_most.count())) <= 0 || socket.revents == 0) {
    return false;
  }
  std::array<char, 4096> buffer;
  const auto size = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) {
    over_ = true;
    return false;
  }
  frames_.append({buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))});
  return true;
}

void ShipLoop::begin(Orders&& orders) {
  agent_ = std::move(orders.agent);
  report_ = std::move(orders.known);
  report_.connected = false;
  account_ = ShipAccount(report_.runs, report_.collected, report_.counts);
  reader_.emplace(orders.journal, journal::JournalReader::Fallback::none);
  auto target = net::postgres::Target::parse(orders.url, orders.password);
  if (!target) {
    ship_error_ =
        Error{ErrorKind::config, target.error().message, target.error().hint, "history.url"};
    return;
  }
  session_.emplace(*std::move(target), [this] { report(true); });
  store_.emplace(*session_, std::move(orders.schema), agent_, orders.retention);
}

/// True when there is more to do at once.
bool ShipLoop::turn() {
  if (!store_ || !read_journal()) {
    return false;
  }
  if (connected_ && !session_->usable()) {
    failed(Failure{"", Error{ErrorKind::unavailable,
                             session_->target().place() + " closed the connection",
                             "the server was stopped or restarted, or the network failed", ""}},
           ship_error_);
  }
  if (clocks().steady < next_try_ || (!connected_ && !connect())) {
    return false;
  }
  const bool tending_waits = clocks().steady >= next_rollup_ + longest_untended;
  return account_.next() != nullptr && !tending_waits ? ship() : tend();
}

bool ShipLoop::read_journal() {
  if (const auto fault = reader_->refresh()) {
    ship_error_ = Error{ErrorKind::unavailable, fault->text(), "", ""};
    return false;
  }
  account_.see(reader_->runs());
  return true;
}

bool ShipLoop::connect() {
  if (const auto failure = session_->open()) {
    return failed(*failure, ship_error_);
  }
  ++report_.connections;
  const auto positions = store_->begin();
  if (!positions) {
    return failed(positions.error(), ship_error_);
  }
  account_.settle(*positions);
  connected_ = true;
  ship_error_.reset();
  days_known_ = false;
  return true;
}

bool ShipLoop::read(const RunState& run, BatchSource& source) {
  source.run = run.id;
  source.from = run.shipped;
  source.samples.last = run.shipped.sample;
  source.events.last = run.shipped.event;
  journal::JournalQuery query;
  query.rows = most_rows_;
  query.bytes = most_bytes;
  const bool samples = run.shipped.sample < run.seen.sample;
  const bool events = run.shipped.event < run.seen.event;
  // One row at a time when rows are sought, not one of each; and each kind has its turn, for
  // samples may come as fast as they go.
  const bool one_kind = most_rows_ == 1 && samples && events;
  std::optional<journal::JournalFault> fault;
  if (samples && !(one_kind && events_turn_)) {
    query.after = run.shipped.sample;
    query.up_to = run.seen.sample;
    fault = reader_->samples(query, source.samples);
  }
  if (!fault && events && !(one_kind && !events_turn_)) {
    query.after = run.shipped.event;
    query.up_to = run.seen.event;
    fault = reader_->events(query, source.events);
  }
  if (fault) {
    ship_error_ = Error{ErrorKind::unavailable, fault->text(), "", ""};
  }
  return !fault;
}

bool ShipLoop::ship() {
  BatchSource source;
  if (!read(*account_.next(), source)) {
    return false;
  }
  const auto oldest = store_->oldest(clocks().wall);
  auto batch = make_batch(agent_, std::move(source), oldest, false);
  const auto taken = store_->ship(batch);
  if (taken && *taken) {
    shipped(batch);
    return true;
  }
  if (taken) {
    // Another shipper of this agent is at work, or was: the database says how far it is.
    connected_ = false;
    return failed(Failure{"55P03", Error{ErrorKind::unavailable,
                                         "another shipper of agent " + agent_ + " is at work",
                                         "it ends by itself; two agents never share a name", ""}},
                  ship_error_);
  }
  if (is_refused(taken.error())) {
    split(batch, taken.error());
    return true;
  }
  return failed(taken.error(), ship_error_);
}

void ShipLoop::shipped(const Batch& batch) {
  account_.committed(batch);
  report_.table_rows += batch.table_rows;
  report_.bytes += batch.bytes();
  ship_error_.reset();
  retry_.succeeded();
  most_rows_ = std::min(most_rows_ * 2, most_rows);
  events_turn_ = !events_turn_;
}

/// Rows that the database refuses are found by halves, and left out alone.
void ShipLoop::split(const Batch& batch, const Failure& failure) {
  const auto rows = batch.counts.sum();
  if (rows > 1) {
    most_rows_ = std::max<std::size_t>(std::min<std::size_t>(most_rows_, rows) / 2, 1);
    return;
  }
  const auto what = batch.tables.empty() ? std::string("event") : batch.tables[0].shape->name;
  spdlog::warn("a row of {} is refused and left out: {}", what, failure.error.message);
  BatchSource source;
  if (!read(*account_.next(), source)) {
    return;
  }
  const auto without = make_batch(agent_, std::move(source), sql::Day(), true);
  if (const auto taken = store_->ship(without); taken && *taken) {
    shipped(without);
  }
}

/// Minutes, hours and days, while there is nothing to ship.
bool ShipLoop::tend() {
  const auto now = clocks();
  if (account_.next() == nullptr) {
    ship_error_.reset();
  }
  if (now.steady >= next_days_ || !days_known_) {
    days_known_ = true;
    next_days_ = now.steady + days_pause;
    if (const auto failure = store_->keep_days(now.wall)) {
      next_days_ = now.steady + days_again;
      return failed(*failure, tend_error_);
    }
    tend_error_.reset();
  }
  if (now.steady < next_rollup_) {
    return false;
  }
  next_rollup_ = now.steady + rollup_pause;
  const auto more = store_->make_rollups();
  if (!more) {
    return failed(more.error(), tend_error_);
  }
  tend_error_.reset();
  if (*more) {
    next_rollup_ = now.steady;
  }
  return *more;
}

/// Always false: there is nothing more to do for now.
bool ShipLoop::failed(const Failure& failure, std::optional<Error>& where) {
  where = failure.error;
  if (failure.code.empty()) {
    session_->close();
    connected_ = false;
    ship_error_ = failure.error;
  }
  next_try_ = clocks().steady + retry_.after(pace_of(failure));
  return false;
}

void ShipLoop::report(bool always) {
  report_.connected = connected_;
  report_.error = ship_error_ ? ship_error_ : tend_error_;
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
  send(Foreign{encode(report_)});
}

/// An agent that reads nothing for so long has ended, or will end us.
void ShipLoop::send(const Message& message) {
  const auto frame = worker::encode(message);
  std::string_view rest = frame;
  while (!rest.empty() && !over_) {
    const auto size = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size > 0) {
      rest.remove_prefix(static_cast<std::size_t>(size));
      continue;
    }
    pollfd socket{fd_, POLLOUT, 0};
    if (errno != EAGAIN && errno != EINTR) {
      over_ = true;
    } else if (::poll(&socket, 1, static_cast<int>(orders_limit.count())) <= 0) {
      over_ = true;
    }
  }
}

}  // namespace livetap::shipper
