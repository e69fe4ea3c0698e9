#include "plugins/postgres/query_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "plugins/postgres/shape.hpp"

namespace livetap::postgres {
namespace {

constexpr std::size_t most_table_rows = 450;  // what a table channel can carry
constexpr std::size_t most_series = 5000;     // what the agent takes from one probe

/// Brings the layout's fields into the given order. False when they are not the same fields.
bool reorder(Layout& layout, const std::vector<FieldSpec>& fields) {
  if (layout.specs.size() != fields.size()) return false;
  Layout ordered;
  ordered.tags = layout.tags;
  for (const FieldSpec& field : fields) {
    const auto found = std::find(layout.specs.begin(), layout.specs.end(), field);
    if (found == layout.specs.end()) return false;
    ordered.specs.push_back(field);
    ordered.fields.push_back(layout.fields[static_cast<std::size_t>(found - layout.specs.begin())]);
  }
  layout = std::move(ordered);
  return true;
}

}  // namespace

QueryReader::QueryReader(Query query, sdk::MeasurementHandle measurement)
    : query_(std::move(query)), measurement_(measurement), fields_(stated_fields(query_)) {}

void QueryReader::begin(sdk::Collect& call) {
  call_ = &call;
  rows_ = 0;
  series_.clear();
}

std::optional<Failure> QueryReader::columns(const std::vector<Column>& columns) {
  return same_columns(columns) ? std::nullopt : lay_out_anew(columns);
}

bool QueryReader::same_columns(const std::vector<Column>& columns) const {
  return !columns_.empty() &&
         std::equal(columns.begin(), columns.end(), columns_.begin(), columns_.end(),
                    [](const Column& column, const auto& known) {
                      return column.name == known.first && column.oid == known.second;
                    });
}

std::optional<Failure> QueryReader::lay_out_anew(const std::vector<Column>& columns) {
  columns_.clear();
  auto layout = lay_out(query_, columns);
  if (!layout) {
    return Failure{LIVETAP_ERROR_PROTOCOL, layout.error().message, layout.error().hint};
  }
  if (!reorder(*layout, fields_)) {
    try {
      call_->declare(measurement_, declared_shape(query_, layout->specs));
    } catch (const sdk::ProbeError& error) {
      return Failure{LIVETAP_ERROR_PROTOCOL, error.what(), error.hint()};
    }
    fields_ = layout->specs;
  }
  layout_ = std::move(*layout);
  for (const Column& column : columns) columns_.emplace_back(column.name, column.oid);
  return {};
}

bool QueryReader::row(std::span<const Cell> cells) {
  const std::size_t most = query_.table ? most_table_rows : most_series;
  if (rows_ == most) {
    warn_once("rows", fmt::format("more than {} rows; the rest is left out: add a limit{}", most,
                                  query_.table ? "" : ", or group by fewer tags"));
    return false;
  }
  tag_texts_.clear();
  for (std::size_t column : layout_.tags) {
    const std::string_view text = cells[column].value_or(std::string_view());
    tag_texts_.push_back({text.data(), text.size()});
  }
  if (is_twin()) return true;
  read_values(cells);
  const livetap_host* host = call_->raw();
  const int result = host->emit(host, measurement_.index, tag_texts_.data(), values_.data());
  ++rows_;
  return result != LIVETAP_CANCELLED;
}

/// Whether this gather has a row of the same series already.
bool QueryReader::is_twin() {
  if (query_.table) return false;
  std::string key;
  for (const livetap_str& tag : tag_texts_) {
    key += std::to_string(tag.size);
    key += ':';
    key.append(tag.data == nullptr ? "" : tag.data, tag.size);
  }
  if (series_.insert(std::move(key)).second) return false;
  warn_once("twins", query_.tags.empty()
                         ? "more than one row, and no tags: only the first is shown; name the "
                           "columns that tell rows apart under tags, or use view: table"
                         : "several rows with the same tags: only the first of each is shown; "
                           "group by the tags");
  return true;
}

void QueryReader::read_values(std::span<const Cell> cells) {
  values_.clear();
  for (std::size_t i = 0; i < layout_.fields.size(); ++i) {
    const std::size_t column = layout_.fields[i];
    livetap_value& value = values_.emplace_back();
    const FieldSpec& field = layout_.specs[i];
    if (read_value(cells[column], columns_[column].second, field.type, value) == Fit::no) {
      warn_once(field.name,
                fmt::format("column {} holds a value that does not fit its field's type; such "
                            "values are shown as missing: cast it in the sql, or change its type",
                            columns_[column].first));
    }
  }
}

void QueryReader::warn_once(const std::string& about, const std::string& text) {
  if (warned_.insert(about).second) call_->warning(query_.measurement + ": " + text);
}

}  // namespace livetap::postgres
