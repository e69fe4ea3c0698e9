#include "agent/route/route.hpp"

#include <algorithm>
#include <string>

#include "agent/model/rising_time.hpp"
#include "agent/route/check.hpp"
#include "agent/route/known_series.hpp"

namespace livetap {

class Route::Impl {
 public:
  Impl(const Measurement& measurement, SeriesCap& cap, RouteOptions options)
      : measurement_(measurement), options_(options), series_(cap) {
    if (!measurement.table && measurement.tags.empty()) {
      series_.add({});
    }
  }

  Snapshot accept(const Gather& gather, SteadyTime now);
  const RouteCounters& counters() const { return counters_; }
  std::size_t series() const { return series_.in_order().size(); }

 private:
  using Rows = std::shared_ptr<const CheckedRows>;

  Rows table_rows(const RowBlock& rows, SteadyTime now);
  Rows series_rows(const RowBlock& rows, SteadyTime now);
  Rows failed_rows();

  void find_series(const RowBlock& rows, SteadyTime now);
  void read_tags(const RowBlock& rows, std::size_t row);
  void read_checked_tags(const RowBlock& rows, std::size_t row);
  void note(KnownOne& one, std::size_t row, SteadyTime now);

  CheckedRows empty_rows(std::size_t rows) const;
  void add_measured(CheckedRows& to, const KnownOne& one, const RowBlock& from, SteadyTime now);
  void add_absent(CheckedRows& to, const KnownOne& one, OnEmpty how, SteadyTime measured) const;
  void add_fields(RowBlock& to, const RowBlock& from, std::size_t row);

  const Measurement& measurement_;
  RouteOptions options_;
  KnownSeries series_;
  RouteCounters counters_;
  RisingTime times_;
  Rows good_;
  Rows nulls_;  // what every failure since the last good gather shows
  // Room that is kept from gather to gather.
  SeriesTags tags_;
  std::vector<std::uint32_t> unknown_;
  std::string room_;
};

Snapshot Route::Impl::accept(const Gather& gather, SteadyTime now) {
  ++counters_.gathers;
  counters_.rows += gather.rows.size();
  counters_.worker += gather.dropped_rows;

  Snapshot snapshot{&measurement_, times_.next(gather.time), gather.time, now, {}, {},
                    gather.error};
  const bool fits =
      gather.rows.empty() || (gather.rows.tag_count() == measurement_.tags.size() &&
                              gather.rows.field_count() == measurement_.fields.size());
  if (!gather.error && !fits) {
    snapshot.error = Error{ErrorKind::internal,
                           measurement_.name + ": the rows have other columns than the schema",
                           "rebuild the plugin against this agent's SDK", ""};
  }
  if (snapshot.error) {
    ++counters_.failed;
    (fits ? counters_.failed_rows : counters_.bad_shape) += gather.rows.size();
    snapshot.rows = failed_rows();
  } else {
    good_ = measurement_.table ? table_rows(gather.rows, now) : series_rows(gather.rows, now);
    nulls_.reset();
    snapshot.rows = good_;
  }
  snapshot.good = good_;
  return snapshot;
}

CheckedRows Route::Impl::empty_rows(std::size_t rows) const {
  CheckedRows checked;
  checked.rows = RowBlock(measurement_.tags.size(), measurement_.fields.size());
  checked.rows.reserve(rows, 0);
  checked.measured.reserve(rows);
  if (!measurement_.table) {
    checked.series.reserve(rows);
  }
  return checked;
}

void Route::Impl::add_fields(RowBlock& to, const RowBlock& from, std::size_t row) {
  for (std::size_t i = 0; i < measurement_.fields.size(); ++i) {
    to.add(checked_value(measurement_.fields[i], from.field(row, i), room_, counters_));
  }
}

Route::Impl::Rows Route::Impl::table_rows(const RowBlock& rows, SteadyTime now) {
  const auto count = std::min(rows.size(), options_.table_rows);
  counters_.table_rows += rows.size() - count;
  counters_.passed += count;
  auto checked = empty_rows(count);
  for (std::size_t row = 0; row < count; ++row) {
    checked.rows.begin_row();
    add_fields(checked.rows, rows, row);
    checked.measured.push_back(now);
  }
  return std::make_shared<const CheckedRows>(std::move(checked));
}

void Route::Impl::note(KnownOne& one, std::size_t row, SteadyTime now) {
  if (one.gather == counters_.gathers) {
    ++counters_.duplicate;
    --counters_.passed;
  }
  ++counters_.passed;
  one.gather = counters_.gathers;
  one.row = static_cast<std::uint32_t>(row);
  one.seen = now;
}

void Route::Impl::read_tags(const RowBlock& rows, std::size_t row) {
  tags_.clear();
  for (std::size_t i = 0; i < rows.tag_count(); ++i) {
    tags_.add(rows.tag(row, i));
  }
}

void Route::Impl::read_checked_tags(const RowBlock& rows, std::size_t row) {
  tags_.clear();
  for (std::size_t i = 0; i < rows.tag_count(); ++i) {
    tags_.add(checked_tag(rows.tag(row, i), room_, counters_));
  }
}

/// Only sound tags are known, so those found as they came need no check.
void Route::Impl::find_series(const RowBlock& rows, SteadyTime now) {
  unknown_.clear();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    read_tags(rows, row);
    if (auto* one = series_.find(tags_.bytes())) {
      note(*one, row, now);
    } else {
      unknown_.push_back(static_cast<std::uint32_t>(row));
    }
  }
  // Before the new ones come: the places of the forgotten are theirs.
  series_.forget(counters_.gathers, now - options_.series_ttl);
  for (const auto row : unknown_) {
    read_checked_tags(rows, row);
    auto* one = series_.find(tags_.bytes());
    if (one == nullptr) {
      one = series_.add(tags_.bytes());
    }
    if (one == nullptr) {
      ++counters_.series_cap;
    } else {
      note(*one, row, now);
    }
  }
}

Route::Impl::Rows Route::Impl::series_rows(const RowBlock& rows, SteadyTime now) {
  find_series(rows, now);
  auto checked = empty_rows(series_.in_order().size());
  for (const auto* one : series_.in_order()) {
    if (one->gather == counters_.gathers) {
      add_measured(checked, *one, rows, now);
    } else if (measurement_.on_empty != OnEmpty::nothing) {
      const bool zero = measurement_.on_empty == OnEmpty::zero;
      add_absent(checked, *one, measurement_.on_empty, zero ? now : one->seen);
    }
  }
  return std::make_shared<const CheckedRows>(std::move(checked));
}

Route::Impl::Rows Route::Impl::failed_rows() {
  if (!nulls_) {
    auto checked = empty_rows(series_.in_order().size());
    for (const auto* one : series_.in_order()) {
      add_absent(checked, *one, OnEmpty::null, one->seen);
    }
    nulls_ = std::make_shared<const CheckedRows>(std::move(checked));
  }
  return nulls_;
}

void Route::Impl::add_measured(CheckedRows& to, const KnownOne& one, const RowBlock& from,
                               SteadyTime now) {
  to.rows.begin_row();
  SeriesTags::visit(one.tags, [&](std::string_view tag) { to.rows.add_tag(tag); });
  add_fields(to.rows, from, one.row);
  to.series.push_back(one.id);
  to.measured.push_back(now);
}

namespace {

Value zero_of(FieldType type) {
  switch (type) {
    case FieldType::f64:
      return 0.0;
    case FieldType::i64:
      return std::int64_t{0};
    case FieldType::boolean:
      return false;
    case FieldType::text:
    case FieldType::time:
      break;  // no text and no time means zero
  }
  return std::monostate{};
}

}  // namespace

void Route::Impl::add_absent(CheckedRows& to, const KnownOne& one, OnEmpty how,
                             SteadyTime measured) const {
  to.rows.begin_row();
  SeriesTags::visit(one.tags, [&](std::string_view tag) { to.rows.add_tag(tag); });
  for (const auto& field : measurement_.fields) {
    to.rows.add(how == OnEmpty::zero ? zero_of(field.type) : Value{});
  }
  to.series.push_back(one.id);
  to.measured.push_back(measured);
}

Route::Route(const Measurement& measurement, SeriesCap& cap, RouteOptions options)
    : impl_(std::make_unique<Impl>(measurement, cap, options)) {}

Route::~Route() = default;

Snapshot Route::accept(const Gather& gather, SteadyTime now) {
  return impl_->accept(gather, now);
}

const RouteCounters& Route::counters() const {
  return impl_->counters();
}

std::size_t Route::series() const {
  return impl_->series();
}

}  // namespace livetap
