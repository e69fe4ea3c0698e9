#include "agent/shipper/batch.hpp"

#include <algorithm>

#include "agent/sql/copy_text.hpp"

namespace livetap::shipper {

namespace {

using journal::EventRow;
using journal::JournalPage;
using journal::SampleRow;

/// Cuts the page before the first sample whose measurement came with another shape before.
void keep_one_shape_each(JournalPage<SampleRow>& page) {
  std::vector<const Measurement*> shapes;
  const auto other = std::find_if(page.rows.begin(), page.rows.end(), [&](const SampleRow& row) {
    const auto known = std::find_if(shapes.begin(), shapes.end(), [&](const Measurement* shape) {
      return shape->name == row.shape->name;
    });
    if (known == shapes.end()) {
      shapes.push_back(row.shape.get());
      return false;
    }
    return *known != row.shape.get() && !(**known == *row.shape);
  });
  if (other != page.rows.end()) {
    // What was damaged before it is counted now; it cannot be told which of them were behind it.
    page.last = other->id - 1;
    page.rows.erase(other, page.rows.end());
  }
}

Batch::Table& table_of(Batch& batch, const SampleRow& row) {
  const auto known =
      std::find_if(batch.tables.begin(), batch.tables.end(),
                   [&](const Batch::Table& table) { return table.shape->name == row.shape->name; });
  if (known != batch.tables.end()) {
    return *known;
  }
  batch.tables.push_back({row.shape, "", row.time, row.time, {}});
  return batch.tables.back();
}

void add(Batch& batch, const std::string& agent, const SampleRow& row) {
  auto& table = table_of(batch, row);
  sql::append_rows(table.text, agent, *row.shape, row.time, row.rows);
  table.first = std::min(table.first, row.time);
  table.last = std::max(table.last, row.time);
  table.days.insert(sql::day_of(row.time));
  batch.table_rows += row.rows.size();
}

void add(Batch& batch, const std::string& agent, const EventRow& row) {
  const auto time = row.event.time;
  const bool is_first = batch.events.empty();
  sql::append_event(batch.events, agent, row.event);
  batch.first_event = is_first ? time : std::min(batch.first_event, time);
  batch.last_event = is_first ? time : std::max(batch.last_event, time);
  batch.event_days.insert(sql::day_of(time));
  ++batch.table_rows;
}

WallTime time_of(const SampleRow& row) {
  return row.time;
}

WallTime time_of(const EventRow& row) {
  return row.event.time;
}

/// Whether the history keeps no day as old as the row's, or none like it.
template <class Row>
bool is_too_old(const Row& row, const BatchRules& rules) {
  return time_of(row) < rules.oldest || !sql::time_text(time_of(row));
}

/// Cuts the page before the first row that is too old only because the clocks do not agree.
template <class Row>
bool wait_for_clock(JournalPage<Row>& page, const BatchRules& rules) {
  if (rules.clocks_agree || rules.refuse) {
    return false;
  }
  const auto other = std::find_if(page.rows.begin(), page.rows.end(), [&](const Row& row) {
    return is_too_old(row, rules) && time_of(row) + rules.retention >= row.taken;
  });
  if (other == page.rows.end()) {
    return false;
  }
  page.last = other->id - 1;
  page.rows.erase(other, page.rows.end());
  return true;
}

bool waits(Batch& batch, const SampleRow& row, const BatchRules& rules) {
  const bool waits = rules.waiting.contains(row.shape->name);
  if (waits) {
    ++batch.waiting[row.shape->name];
  }
  return waits;
}

bool waits(Batch&, const EventRow&, const BatchRules&) {
  return false;
}

template <class Row>
void add_page(Batch& batch, const std::string& agent, const JournalPage<Row>& page,
              std::int64_t after, const BatchRules& rules) {
  for (const auto& row : page.rows) {
    if (waits(batch, row, rules)) {
      continue;
    }
    if (rules.refuse) {
      ++batch.counts.refused;
    } else if (is_too_old(row, rules)) {
      ++batch.counts.too_old;
    } else {
      ++batch.counts.delivered;
      add(batch, agent, row);
    }
  }
  if (!batch.measurement.empty()) {
    return;  // what is between its rows is that of others
  }
  const auto span = static_cast<std::uint64_t>(std::max<std::int64_t>(page.last - after, 0));
  const auto read = page.rows.size();
  const auto damaged = std::min<std::uint64_t>(page.damaged, span - std::min(span, read));
  batch.counts.damaged += damaged;
  batch.counts.gone += span - std::min(span, read + damaged);
}

}  // namespace

RowCounts& RowCounts::operator+=(const RowCounts& other) {
  delivered += other.delivered;
  too_old += other.too_old;
  damaged += other.damaged;
  refused += other.refused;
  gone += other.gone;
  return *this;
}

std::size_t Batch::bytes() const {
  std::size_t sum = events.size();
  for (const auto& table : tables) {
    sum += table.text.size();
  }
  return sum;
}

Batch make_batch(const std::string& agent, BatchSource source, const BatchRules& rules) {
  keep_one_shape_each(source.samples);
  Batch batch;
  const bool samples_wait = wait_for_clock(source.samples, rules);
  const bool events_wait = wait_for_clock(source.events, rules);
  batch.waits_for_clock = samples_wait || events_wait;
  batch.run = std::move(source.run);
  batch.measurement = std::move(source.measurement);
  batch.from = source.from;
  batch.to = {std::max(source.samples.last, source.from.sample),
              std::max(source.events.last, source.from.event)};
  batch.catches_up = !batch.measurement.empty() && batch.to.sample >= source.up_to;
  add_page(batch, agent, source.samples, source.from.sample, rules);
  add_page(batch, agent, source.events, source.from.event, rules);
  return batch;
}

}  // namespace livetap::shipper
