#include "agent/model/rows.hpp"

#include <limits>
#include <stdexcept>

namespace livetap {

void RowBlock::reserve(std::size_t rows, std::size_t text_bytes) {
  cells_.reserve(rows * (tag_count_ + field_count_));
  text_.reserve(text_bytes);
}

void RowBlock::begin_row() {
  ++rows_;
}

void RowBlock::add_text(std::string_view text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw std::length_error("a text of a row is over 4 GiB");
  }
  Cell cell{};
  cell.type = Type::text;
  cell.offset = text_.size();
  cell.size = static_cast<std::uint32_t>(text.size());
  text_.append(text);
  cells_.push_back(cell);
}

void RowBlock::add(const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    add_text(*text);
    return;
  }
  Cell cell{};
  cell.type = Type::null;
  if (const auto* f64 = std::get_if<double>(&value)) {
    cell.type = Type::f64;
    cell.f64 = *f64;
  } else if (const auto* i64 = std::get_if<std::int64_t>(&value)) {
    cell.type = Type::i64;
    cell.i64 = *i64;
  } else if (const auto* boolean = std::get_if<bool>(&value)) {
    cell.type = Type::boolean;
    cell.i64 = *boolean ? 1 : 0;
  }
  cells_.push_back(cell);
}

void RowBlock::append(const RowBlock& other, std::size_t index) {
  begin_row();
  for (std::size_t i = 0; i < tag_count_; ++i) {
    add_tag(other.tag(index, i));
  }
  for (std::size_t i = 0; i < field_count_; ++i) {
    add(other.field(index, i));
  }
}

void RowBlock::clear() {
  rows_ = 0;
  cells_.clear();
  text_.clear();
}

std::string_view RowBlock::tag(std::size_t row, std::size_t index) const {
  const Cell& at = cell(row, index);
  return std::string_view(text_).substr(at.offset, at.size);
}

Value RowBlock::field(std::size_t row, std::size_t index) const {
  const Cell& at = cell(row, tag_count_ + index);
  switch (at.type) {
    case Type::null:
      return std::monostate{};
    case Type::f64:
      return at.f64;
    case Type::i64:
      return at.i64;
    case Type::boolean:
      return at.i64 != 0;
    case Type::text:
      return std::string_view(text_).substr(at.offset, at.size);
  }
  return std::monostate{};
}

std::string series_key(const RowBlock& rows, std::size_t row) {
  std::string key;
  for (std::size_t i = 0; i < rows.tag_count(); ++i) {
    const auto tag = rows.tag(row, i);
    // The length first: no byte that a tag may hold can then be taken for a separator.
    key += std::to_string(tag.size());
    key += ':';
    key += tag;
  }
  return key;
}

std::string row_name(const RowBlock& rows, std::size_t row) {
  std::string name;
  for (std::size_t i = 0; i < rows.tag_count(); ++i) {
    name += i == 0 ? "" : "/";
    name += rows.tag(row, i);
  }
  return name;
}

}  // namespace livetap
