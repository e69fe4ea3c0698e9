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
  const auto& checked = *snapshot.rows;
  // Both are in the order of their ids, which only rise.
  std::size_t at = 0;
  for (std::size_t row = 0; row < checked.series.size(); ++row) {
    const auto id = checked.series[row];
    while (at < series_.size() && series_[at].id < id) {
      ++at;
    }
    if (at == series_.size() || series_[at].id != id) {
      const auto place = series_.begin() + static_cast<std::ptrdiff_t>(at);
      series_.insert(place, begin(id, checked.rows, row, snapshot.at));
    }
    series_[at].seen = std::max(series_[at].seen, checked.measured[row]);
    see_row(series_[at], snapshot, row, events);
  }
  forget(snapshot.at);
}

FieldWatch::Series FieldWatch::begin(SeriesId id, const RowBlock& rows, std::size_t row,
                                     SteadyTime now) {
  Series series{id, {}, now, std::vector<Flag>(watched_.size())};
  for (std::size_t i = 0; i < rows.tag_count(); ++i) {
    series.tags.emplace_back(rows.tag(row, i));
  }
  recall(series);
  return series;
}

void FieldWatch::recall(Series& series) {
  const auto found = from_before_.find(series.tags);
  if (found == from_before_.end()) {
    return;
  }
  for (const auto& state : found->second) {
    for (std::size_t i = 0; i < watched_.size(); ++i) {
      if (measurement_.fields[watched_[i].field].name == state.name) {
        series.flags[i].remember(state.state != 0, on_steady(state.since, remembered_at_));
      }
    }
  }
  from_before_.erase(found);
}

void FieldWatch::see_row(Series& series, const Snapshot& snapshot, std::size_t row,
                         std::vector<Event>& events) {
  const auto& rows = snapshot.rows->rows;
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    const auto value = rows.field(row, watched_[i].field);
    const auto* flag = std::get_if<bool>(&value);
    const auto turn =
        flag == nullptr ? std::nullopt : series.flags[i].see(*flag, watched_[i].rule, snapshot.at);
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

void FieldWatch::forget(SteadyTime now) {
  const auto gone = [&](const Series& series) { return now - series.seen > options_.series_ttl; };
  changed_ = std::erase_if(series_, gone) > 0 || changed_;
  if (!from_before_.empty() && now > from_before_until_) {
    from_before_.clear();
    changed_ = true;
  }
}

RememberedSeries FieldWatch::remembered(const Series& series, const Moment& now) const {
  RememberedSeries out{series.tags, {}};
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    const auto& flag = series.flags[i];
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
  for (const auto& series : series_) {
    auto one = remembered(series, now);
    if (!one.states.empty()) {
      all.push_back(std::move(one));
    }
  }
  for (const auto& [tags, states] : from_before_) {
    all.push_back({tags, states});
  }
  return write_memory(all);
}

void FieldWatch::remember(std::string_view memory, const Moment& now) {
  remembered_at_ = now;
  from_before_until_ = now.steady + options_.series_ttl;
  for (auto& series : read_memory(memory)) {
    from_before_.insert_or_assign(std::move(series.tags), std::move(series.states));
  }
}

bool FieldWatch::take_changed() {
  return std::exchange(changed_, false);
}

}  // namespace livetap
