#include "agent/change/field_watch.hpp"

#include <algorithm>

#include "agent/change/event_words.hpp"

namespace livetap {

namespace {

std::optional<bool> bad_state(const Field& field) {
  if (field.fail_if_false) {
    return false;
  }
  return field.warn_if_true ? std::optional(true) : std::nullopt;
}

}  // namespace

FieldWatch::FieldWatch(const Measurement& measurement, Options options)
    : measurement_(measurement), options_(std::move(options)) {
  for (std::size_t i = 0; i < measurement_.fields.size(); ++i) {
    const auto& field = measurement_.fields[i];
    if (field.has_events()) {
      watched_.push_back({i, {bad_state(field), options_.hysteresis}});
    }
  }
}

bool FieldWatch::wanted(const Measurement& measurement) {
  return !measurement.table && std::any_of(measurement.fields.begin(), measurement.fields.end(),
                                           [](const Field& field) { return field.has_events(); });
}

void FieldWatch::see(const Snapshot& snapshot, std::vector<Event>& events) {
  if (snapshot.error) {
    return;
  }
  series_.visit(
      *snapshot.rows, snapshot.at, [this](Series& series, std::size_t) { begin(series); },
      [&](Series& series, std::size_t row) { see_row(series, snapshot, row, events); });
  const bool gone = series_.forget(snapshot.at - options_.series_ttl);
  changed_ = earlier_.expire(snapshot.at) || gone || changed_;
}

void FieldWatch::begin(Series& series) {
  series.state.resize(watched_.size());
  for (const auto& state : earlier_.take(series.tags)) {
    for (std::size_t i = 0; i < watched_.size(); ++i) {
      if (measurement_.fields[watched_[i].field].name == state.name) {
        series.state[i].remember(state.state != 0, earlier_.began(state));
      }
    }
  }
}

void FieldWatch::see_row(Series& series, const Snapshot& snapshot, std::size_t row,
                         std::vector<Event>& events) {
  const auto& rows = snapshot.rows->rows;
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    const auto value = rows.field(row, watched_[i].field);
    const auto* flag = std::get_if<bool>(&value);
    const auto turn =
        flag == nullptr ? std::nullopt : series.state[i].see(*flag, watched_[i].rule, snapshot.at);
    if (!turn) {
      continue;
    }
    changed_ = true;
    const auto& field = measurement_.fields[watched_[i].field];
    const auto& type = turn->value ? field.event_true : field.event_false;
    if (turn->loud && !type.empty()) {
      events.push_back(event_of(
          {measurement_, watched_[i].field, rows, row, turn->value, turn->before}, options_.probe));
      events.back().time = snapshot.time;
    }
  }
}

RememberedSeries FieldWatch::remembered(const Series& series, const Moment& now) const {
  RememberedSeries out{series.tags, {}};
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    const auto& flag = series.state[i];
    const auto& rule = watched_[i].rule;
    if (flag.known() && (!rule.bad || rule.is_bad(*flag.known()))) {
      out.states.push_back({measurement_.fields[watched_[i].field].name, *flag.known() ? 1 : 0,
                            on_wall(flag.since(), now)});
    }
  }
  return out;
}

std::string FieldWatch::memory(const Moment& now) const {
  std::vector<RememberedSeries> all;
  for (const auto& series : series_.entries()) {
    auto one = remembered(series, now);
    if (!one.states.empty()) {
      all.push_back(std::move(one));
    }
  }
  earlier_.add_to(all);
  return write_memory(all);
}

void FieldWatch::remember(std::string_view memory, const Moment& now) {
  earlier_.read(memory, now, options_.series_ttl);
}

bool FieldWatch::take_changed() {
  return std::exchange(changed_, false);
}

}  // namespace livetap
