#include "plugins/postgres/events/events.hpp"

#include <algorithm>

namespace livetap::postgres {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t most_followed_bytes = 32 * 1024;  // of all queries that follow
constexpr milliseconds least_for_statement{10};

std::size_t followed_bytes(const std::vector<Query>& queries) {
  std::size_t following = 0;
  for (const Query& query : queries) following += query.follow ? 1 : 0;
  return most_followed_bytes / std::max<std::size_t>(following, 1);
}

/// The system clock counts in nanoseconds, and ends in 2262.
std::chrono::system_clock::time_point within_clock(Moment time) {
  using Clock = std::chrono::system_clock::time_point;
  return std::clamp(time, std::chrono::ceil<std::chrono::microseconds>(Clock::min()),
                    std::chrono::floor<std::chrono::microseconds>(Clock::max()));
}

EventHealth::Run failed(const Failure& failure) {
  const bool cure = !failure.hint.empty();
  return {{}, failure.message, cure ? std::optional(failure.hint) : std::nullopt};
}

}  // namespace

/// A turn of a query, with a connection and an agent behind it.
class Events::Turn : public EventTurn {
 public:
  Turn(sdk::Collect& call, const Access& access, EventBudget& budget)
      : call_(call), access_(access), budget_(budget) {}

  std::optional<Failure> run(const std::string& sql, const Parameters& parameters,
                             RowReader& reader) override {
    return access_.run(sql, parameters, reader);
  }
  Moment now() const override { return access_.server_time(); }
  bool emit(const RowEvent& event, Moment time) override {
    return budget_.take(event.bytes()) &&
           call_.event({.severity = static_cast<sdk::Severity>(event.severity),
                        .type = event.type,
                        .service = event.service,
                        .message = event.message,
                        .attributes = event.attributes,
                        .time = within_clock(time)});
  }
  bool time_left() const override {
    return steady_clock::now() + least_for_statement < access_.end;
  }
  void warn(const std::string& text) override { call_.warning(text); }

 private:
  sdk::Collect& call_;
  const Access& access_;
  EventBudget& budget_;
};

Events::Events(sdk::Schema& schema, const sdk::Host& host, std::vector<Query> queries)
    : runs_(queries.size()), begun_(queries.size()), states_(host) {
  if (!queries.empty()) health_.emplace(schema, queries);
  const std::size_t bytes = followed_bytes(queries);
  for (Query& query : queries) {
    queries_.push_back(std::make_unique<EventQuery>(std::move(query), bytes));
    states_.add(*queries_.back());
  }
}

std::vector<std::size_t> Events::due(const sdk::Collect& call, Time now) {
  std::vector<std::size_t> due;
  if (!health_ || !call.due(health_->measurement())) return due;
  for (std::size_t i = 0; i < queries_.size(); ++i) {
    // Gathers come on a grid and jitter a little: what is nearly due must not wait for the next.
    const auto interval = query(i).interval;
    if (interval && begun_[i] && now - *begun_[i] < *interval * 9 / 10) continue;
    begun_[i] = now;
    due.push_back(i);
  }
  budget_.begin();
  return due;
}

std::optional<Failure> Events::gather(sdk::Collect& call, std::size_t index, std::size_t waiting,
                                      const Access& access) {
  budget_.begin_turn(waiting);
  Turn turn(call, access, budget_);
  auto failure = queries_[index]->gather(turn);
  states_.save(index);
  return failure;
}

void Events::ended(std::size_t index, const std::optional<Failure>& failure,
                   std::chrono::nanoseconds took) {
  runs_[index] = failure ? failed(*failure) : EventHealth::Run();
  runs_[index].duration_ms = std::chrono::duration<double, std::milli>(took).count();
}

void Events::source_is_gone(const Failure& failure) {
  for (std::size_t i = 0; i < queries_.size(); ++i) {
    queries_[i]->source_is_gone();
    runs_[i] = failed(failure);
  }
}

void Events::close(sdk::Collect& call) const {
  if (!health_ || !call.due(health_->measurement())) return;
  for (std::size_t i = 0; i < queries_.size(); ++i) health_->add(call, *queries_[i], runs_[i]);
  call.done(health_->measurement());
}

}  // namespace livetap::postgres
