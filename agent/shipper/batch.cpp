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

template <class Row>
void add_page(Batch& batch, const std::string& agent, const JournalPage<Row>& page,
              std::int64_t after, sql::Day oldest, bool refuse) {
  for (const auto& row : page.rows) {
    if (refuse) {
      ++batch.counts.refused;
    } else if (time_of(row) < oldest || !sql::time_text(time_of(row))) {
      ++batch.counts.too_old;
    } else {
      ++batch.counts.delivered;
      add(batch, agent, row);
    }
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

Batch make_batch(const std::string& agent, BatchSource source, sql::Day oldest, bool refuse) {
  keep_one_shape_each(source.samples);
  Batch batch;
  batch.run = std::move(source.run);
  batch.from = source.from;
  batch.to = {std::max(source.samples.last, source.from.sample),
              std::max(source.events.last, source.from.event)};
  add_page(batch, agent, source.samples, source.from.sample, oldest, refuse);
  add_page(batch, agent, source.events, source.from.event, oldest, refuse);
  return batch;
}

}  // namespace livetap::shipper
