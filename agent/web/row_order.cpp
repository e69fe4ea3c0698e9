#include "agent/web/row_order.hpp"

#include <algorithm>
#include <optional>

namespace livetap::web {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool contains(std::string_view text, std::string_view wanted) {
  return std::search(text.begin(), text.end(), wanted.begin(), wanted.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

bool matches(const RowBlock& rows, std::uint32_t row, std::string_view wanted) {
  for (std::size_t i = 0; i < rows.tag_count(); ++i) {
    if (contains(rows.tag(row, i), wanted)) {
      return true;
    }
  }
  for (std::size_t i = 0; i < rows.field_count(); ++i) {
    const auto value = rows.field(row, i);
    const auto* text = std::get_if<std::string_view>(&value);
    if (text != nullptr && contains(*text, wanted)) {
      return true;
    }
  }
  return false;
}

/// Tags and then fields, counted as one list of columns.
std::optional<std::size_t> column_named(const Measurement& shape, std::string_view name) {
  const auto tag = std::find(shape.tags.begin(), shape.tags.end(), name);
  if (tag != shape.tags.end()) {
    return static_cast<std::size_t>(tag - shape.tags.begin());
  }
  const auto field = std::find_if(shape.fields.begin(), shape.fields.end(),
                                  [&](const Field& each) { return each.name == name; });
  if (field == shape.fields.end()) {
    return std::nullopt;
  }
  return shape.tags.size() + static_cast<std::size_t>(field - shape.fields.begin());
}

Value value_at(const RowBlock& rows, std::uint32_t row, std::size_t column) {
  return column < rows.tag_count() ? Value{rows.tag(row, column)}
                                   : rows.field(row, column - rows.tag_count());
}

}  // namespace

std::vector<std::uint32_t> rows_in_order(const Measurement& shape, const RowBlock& rows,
                                         const RowsQuery& query) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    if (query.search.empty() || matches(rows, row, query.search)) {
      order.push_back(row);
    }
  }
  if (const auto column = column_named(shape, query.sort)) {
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      const auto left = value_at(rows, a, *column);
      const auto right = value_at(rows, b, *column);
      if (is_null(left) || is_null(right)) {
        return !is_null(left);
      }
      return query.descending ? right < left : left < right;
    });
  }
  return order;
}

}  // namespace livetap::web
