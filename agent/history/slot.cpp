#include "agent/history/slot.hpp"

#include <algorithm>

#include "agent/history/history_columns.hpp"

namespace livetap {

namespace {

double number_of(const Value& value) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value);
}

/// The mean of equal values is that value, whatever rounding makes of their sum.
void add_number(double number, std::uint32_t count, double& mean, double& min, double& max) {
  min = count == 1 ? number : std::min(min, number);
  max = count == 1 ? number : std::max(max, number);
  mean = count == 1 ? number : std::clamp(mean + (number - mean) / count, min, max);
}

Value unless_equal(double value, double mean) {
  return value == mean ? Value{} : Value{value};
}

}  // namespace

Slot::Slot(const Measurement& measurement) : tags_(measurement.tags.size(), 0) {
  for (const auto& field : measurement.fields) {
    aggregates_.push_back(aggregate_of(field));
  }
}

/// Series mostly come in the order in which they came before.
std::size_t Slot::place_of(SeriesId series, std::size_t guess, const RowBlock& rows,
                           std::size_t row) {
  if (guess < series_.size() && series_[guess] == series) {
    return guess;
  }
  const auto [known, is_new] = places_.try_emplace(series, series_.size());
  if (is_new) {
    series_.push_back(series);
    batches_.push_back(0);
    cells_.resize(cells_.size() + aggregates_.size());
    tags_.begin_row();
    for (std::size_t i = 0; i < rows.tag_count(); ++i) {
      tags_.add_tag(rows.tag(row, i));
    }
  }
  return known->second;
}

void Slot::add(const CheckedRows& batch) {
  const auto& rows = batch.rows;
  std::size_t guess = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto place = place_of(batch.series[row], guess, rows, row);
    guess = place + 1;
    bool has_value = false;
    for (std::size_t i = 0; i < aggregates_.size(); ++i) {
      auto& cell = cells_[place * aggregates_.size() + i];
      has_value = add(cell, aggregates_[i], rows.field(row, i)) || has_value;
    }
    batches_[place] += has_value ? 1 : 0;
  }
}

/// False: there is no value.
bool Slot::add(Cell& cell, Aggregate aggregate, const Value& value) {
  if (is_null(value)) {
    return false;
  }
  ++cell.count;
  if (aggregate == Aggregate::mean) {
    add_number(number_of(value), cell.count, cell.mean, cell.min, cell.max);
    return true;
  }
  const auto* text = std::get_if<std::string_view>(&value);
  const auto* earlier = std::get_if<bool>(&cell.value);
  if (text != nullptr) {
    cell.text = *text;
    cell.value = std::string_view();
  } else if (earlier != nullptr && aggregate == Aggregate::all) {
    cell.value = *earlier && std::get<bool>(value);
  } else if (earlier != nullptr && aggregate == Aggregate::any) {
    cell.value = *earlier || std::get<bool>(value);
  } else {
    cell.value = value;
  }
  return true;
}

RowBlock Slot::rows() const {
  const auto gauges = std::count(aggregates_.begin(), aggregates_.end(), Aggregate::mean);
  RowBlock rows(tags_.tag_count(), aggregates_.size() + 2 * static_cast<std::size_t>(gauges) + 1);
  rows.reserve(series_.size(), 0);
  for (std::size_t place = 0; place < series_.size(); ++place) {
    rows.begin_row();
    for (std::size_t i = 0; i < tags_.tag_count(); ++i) {
      rows.add_tag(tags_.tag(place, i));
    }
    for (std::size_t i = 0; i < aggregates_.size(); ++i) {
      const auto& cell = cells_[place * aggregates_.size() + i];
      if (aggregates_[i] == Aggregate::mean) {
        const bool known = cell.count > 0;
        rows.add(known ? Value{cell.mean} : Value{});
        rows.add(known ? unless_equal(cell.min, cell.mean) : Value{});
        rows.add(known ? unless_equal(cell.max, cell.mean) : Value{});
      } else {
        const bool is_text = std::holds_alternative<std::string_view>(cell.value);
        rows.add(is_text ? Value{std::string_view(cell.text)} : cell.value);
      }
    }
    rows.add(static_cast<std::int64_t>(std::max<std::uint32_t>(batches_[place], 1)));
  }
  return rows;
}

}  // namespace livetap
