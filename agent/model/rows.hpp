#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace livetap {

/// One value, borrowed: null, a number, a bool or a text. A time is an int64 of milliseconds.
using Value = std::variant<std::monostate, double, std::int64_t, bool, std::string_view>;

inline bool is_null(const Value& value) {
  return value.index() == 0;
}

/// The rows of one gather in two allocations: cells of 16 bytes, and one run of text. A row has
/// `tag_count` texts and then `field_count` values. Views into it (tags, text values) hold until
/// the next change of the block.
///
/// Example:
///   RowBlock rows(1, 2);
///   rows.begin_row();
///   rows.add_tag("orders");
///   rows.add(std::int64_t{5});
///   rows.add(std::monostate{});
///   rows.field(0, 0);  // Value{int64 5}
class RowBlock {
 public:
  RowBlock() = default;
  RowBlock(std::size_t tag_count, std::size_t field_count)
      : tag_count_(tag_count), field_count_(field_count) {}

  std::size_t tag_count() const { return tag_count_; }
  std::size_t field_count() const { return field_count_; }
  std::size_t size() const { return rows_; }
  bool empty() const { return rows_ == 0; }

  /// Memory that the contents need, in bytes; what bounds are counted in.
  std::size_t bytes() const { return cells_.size() * sizeof(Cell) + text_.size(); }

  void reserve(std::size_t rows, std::size_t text_bytes);

  /// Starts a row; exactly tag_count tags and field_count values must follow.
  void begin_row();
  void add_tag(std::string_view text) { add_text(text); }
  void add(const Value& value);
  /// Appends row `index` of `other`, which has the same counts.
  void append(const RowBlock& other, std::size_t index);
  void clear();

  std::string_view tag(std::size_t row, std::size_t index) const;
  Value field(std::size_t row, std::size_t index) const;

 private:
  enum class Type : std::uint8_t { null, f64, i64, boolean, text };
  struct Cell {
    union {
      double f64;
      std::int64_t i64;
      std::uint64_t offset;
    };
    std::uint32_t size;
    Type type;
  };

  void add_text(std::string_view text);
  const Cell& cell(std::size_t row, std::size_t column) const {
    return cells_[row * (tag_count_ + field_count_) + column];
  }

  std::size_t tag_count_ = 0;
  std::size_t field_count_ = 0;
  std::size_t rows_ = 0;
  std::vector<Cell> cells_;
  std::string text_;
};

/// The identity of a series within a measurement: its tag values, unambiguous whatever they hold.
std::string series_key(const RowBlock& rows, std::size_t row);

/// What people call a series: its tag values, joined with "/"; empty without tags.
std::string row_name(const RowBlock& rows, std::size_t row);

}  // namespace livetap
