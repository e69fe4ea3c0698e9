#include "plugins/postgres/events/event_health.hpp"

#include <algorithm>

namespace livetap::postgres {
namespace {

using std::chrono::milliseconds;

sdk::Measurement shape() {
  return sdk::measurement("postgres_events")
      .doc("How each query for events goes.")
      .tag("type")
      .boolean("up", "The query gives a result.")
      .fail_if_false()
      .integer("per_minute", "short", "Events whose own time lies in the last 60 s.")
      .integer("total", "short", "Events since the probe was started.")
      .counter()
      .time("last_at", "The latest time of an event.")
      .integer("late", "short", "Of all events, those found after later ones.")
      .counter()
      .integer("skipped", "short", "Rows that cannot be events: without a key of their own.")
      .counter()
      .integer("followed", "short", "Rows in an open state, whose changes will be events.")
      .integer("given_up", "short", "Rows no longer followed, because there were too many.")
      .counter()
      .boolean("catching_up", "More new rows are waiting than a gather takes.")
      .number("duration_ms", "ms", "What the query took in all, when it last ran.")
      .text("error", "Why it is not up.")
      .reason()
      .text("hint", "The likely cure.")
      .hint();
}

/// The shortest interval, when every query has one of its own.
std::optional<milliseconds> interval_of(const std::vector<Query>& queries) {
  std::optional<std::chrono::nanoseconds> shortest;
  for (const Query& query : queries) {
    if (!query.interval) return {};
    shortest = std::min(shortest.value_or(*query.interval), *query.interval);
  }
  if (!shortest) return {};
  return std::chrono::duration_cast<milliseconds>(*shortest);
}

}  // namespace

EventHealth::EventHealth(sdk::Schema& schema, const std::vector<Query>& queries)
    : measurement_(
          schema.add(interval_of(queries) ? shape().interval(*interval_of(queries)) : shape())) {}

void EventHealth::add(sdk::Collect& call, const EventQuery& query, const Run& run) const {
  const EventFigures& figures = query.figures();
  std::optional<bool> up;
  if (run.error) up = false;
  if (!run.error && run.duration_ms) up = true;
  call.row(measurement_)
      .tags(query.query().events)
      .set(0, up)
      .set(1, figures.per_minute)
      .set(2, figures.total)
      .set(3, figures.last_at)
      .set(4, figures.late)
      .set(5, figures.skipped)
      .set(6, figures.followed)
      .set(7, figures.given_up)
      .set(8, figures.catching_up)
      .set(9, run.duration_ms)
      .set(10, run.error)
      .set(11, run.hint)
      .emit();
}

}  // namespace livetap::postgres
