#include "agent/condition/condition_watch.hpp"

#include <boost/json.hpp>

#include "agent/model/span_words.hpp"

namespace livetap {

namespace json = boost::json;

ConditionWatch::ConditionWatch(ConditionConfig config, Options options)
    : rule_(std::move(config), mistakes_), options_(std::move(options)) {
  trouble_ = "the columns of " + rule_.config().measurement.text + " are not known yet";
}

std::vector<RuleMistake> ConditionWatch::begin(const Measurement& measurement) {
  measurement_ = measurement;
  auto mistakes = mistakes_;
  rule_.bind(measurement, mistakes);
  judges_ = mistakes.empty();
  trouble_ = judges_ ? "" : mistakes.front().what.message;
  series_.clear();  // ids begin anew with a route
  turned_ = true;
  return mistakes;
}

void ConditionWatch::see(const Snapshot& snapshot, std::vector<Event>& events) {
  if (!judges_) {
    return;
  }
  series_.visit(
      *snapshot.rows, snapshot.at,
      [&](Series& series, std::size_t row) { begin_series(series, snapshot.rows->rows, row); },
      [&](Series& series, std::size_t row) { see_row(series, snapshot, row, events); });
  if (!snapshot.error) {
    const bool gone = series_.forget(snapshot.at - options_.series_ttl);
    changed_ = earlier_.expire(snapshot.at) || gone || changed_;
    turned_ = turned_ || gone;
  }
}

void ConditionWatch::begin_series(Series& series, const RowBlock& rows, std::size_t row) {
  series.state.name = row_name(rows, row);
  for (const auto& state : earlier_.take(series.tags)) {
    const auto level = state.state == 2 ? Level::fail : Level::warn;
    series.state.watch.remember(level, earlier_.began(state));
    series.state.meant = true;
    series.state.reason = rule_.config().reason;
  }
}

void ConditionWatch::see_row(Series& series, const Snapshot& snapshot, std::size_t row,
                             std::vector<Event>& events) {
  auto& state = series.state;
  const auto& rows = snapshot.rows->rows;
  const auto judged = rule_.judge(rows, row, snapshot.wall, state.meant);
  turned_ = turned_ || judged.meant != state.meant;
  state.meant = judged.meant;
  // A row that is not meant any more is well, as far as this condition goes.
  const auto level = judged.meant ? judged.level : Level::ok;
  const auto turn = state.watch.see(level, {rule_.config().hold, options_.up}, snapshot.at);
  if (!level) {
    return become_unknown(state, snapshot, row);
  }
  if (turn || state.unknown) {
    state.unknown = false;
    turned_ = true;
    const auto known = state.watch.known().value_or(Level::ok);
    state.reason = known == Level::ok ? "" : rule_.reason(rows, row, known);
  }
  if (turn) {
    changed_ = true;
    if (turn->loud) {
      events.push_back(event_of(series, *turn));
      events.back().time = snapshot.time;
    }
  }
}

void ConditionWatch::become_unknown(OneSeries& series, const Snapshot& snapshot, std::size_t row) {
  if (series.unknown) {
    return;
  }
  series.unknown = true;
  series.reason = snapshot.error ? snapshot.error->message
                                 : rule_.reason(snapshot.rows->rows, row, std::nullopt);
  turned_ = true;
}

Event ConditionWatch::event_of(const Series& series, const LevelTurn& turn) const {
  const auto& config = rule_.config();
  const auto& state = series.state;
  const std::string level(to_string(turn.level));
  Event event;
  event.severity = turn.level == Level::fail   ? Severity::error
                   : turn.level == Level::warn ? Severity::warning
                                               : Severity::info;
  event.type = "condition_" + level;
  event.probe = options_.probe;
  event.service = measurement_.targets ? state.name : options_.probe;
  event.message = config.name + (state.name.empty() ? "" : " (" + state.name + ")") + ": " + level;
  event.message += state.reason.empty() ? "" : ": " + state.reason;
  if (turn.before) {
    event.message += (state.reason.empty() ? ", was " : "; was ") +
                     std::string(to_string(turn.was)) + " for " + span_words(*turn.before);
  }
  json::object tags;
  for (std::size_t i = 0; i < measurement_.tags.size(); ++i) {
    tags[measurement_.tags[i]] = series.tags[i];
  }
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
  };
  json::value seconds = nullptr;
  if (turn.before) {
    seconds = static_cast<double>(turn.before->count()) / 1000;
  }
  event.attributes = json::serialize(json::object{{"condition", config.name},
                                                  {"measurement", measurement_.name},
                                                  {"tags", std::move(tags)},
                                                  {"level", level},
                                                  {"reason", text_or_null(state.reason)},
                                                  {"hint", text_or_null(config.hint)},
                                                  {"duration_s", std::move(seconds)}});
  return event;
}

std::string ConditionWatch::memory(const Moment& now) const {
  std::vector<RememberedSeries> all;
  for (const auto& series : series_.entries()) {
    const auto& watch = series.state.watch;
    if (watch.known().value_or(Level::ok) != Level::ok) {
      all.push_back({series.tags,
                     {{"level", static_cast<int>(*watch.known()), on_wall(watch.since(), now)}}});
    }
  }
  earlier_.add_to(all);
  return write_memory(all);
}

void ConditionWatch::remember(std::string_view memory, const Moment& now) {
  earlier_.read(memory, now, options_.series_ttl);
}

}  // namespace livetap
