#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

#include "agent/model/utc.hpp"
#include "agent/once/printable.hpp"
#include "agent/run/cell_text.hpp"
#include "agent/run/row_printer.hpp"

namespace livetap {

namespace {

/// What a terminal has room for; the other formats have the whole.
constexpr std::size_t widest = 60;

class TablePrinter final : public RowPrinter {
 public:
  std::string begin(const std::string&, const std::vector<PrintColumn>& columns) override {
    columns_ = columns;
    widths_.assign(columns.size() + 1, 0);
    return {};
  }

  /// Columns grow from page to page and never shrink.
  std::string page(const std::vector<PrintRow>& rows) override {
    std::vector<std::vector<std::string>> lines;
    if (std::exchange(first_, false)) {
      lines.push_back({"time"});
      for (const auto& column : columns_) {
        lines.back().push_back(column.name);
      }
    }
    for (const auto& row : rows) {
      lines.push_back({utc(row.time)});
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        lines.back().push_back(cell(row.cells[i], columns_[i].type));
      }
    }
    for (const auto& line : lines) {
      for (std::size_t i = 0; i < line.size(); ++i) {
        widths_[i] = std::max(widths_[i], line[i].size());
      }
    }
    std::string text;
    for (const auto& line : lines) {
      text += aligned(line);
    }
    return text;
  }

  std::string end() override { return first_ ? page({}) : std::string(); }

 private:
  static std::string cell(const Value& value, FieldType type) {
    if (is_null(value)) {
      return "-";
    }
    auto text = once::printable(cell_text(value, type));
    if (text.size() > widest) {
      text.resize(widest - 3);
      text += "...";
    }
    return text;
  }

  std::string aligned(const std::vector<std::string>& line) const {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const bool number =
          i > 0 && !columns_[i - 1].tag &&
          (columns_[i - 1].type == FieldType::f64 || columns_[i - 1].type == FieldType::i64);
      text += i == 0 ? "" : "  ";
      text += number ? fmt::format("{:>{}}", line[i], widths_[i])
                     : fmt::format("{:<{}}", line[i], widths_[i]);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text + '\n';
  }

  std::vector<PrintColumn> columns_;
  std::vector<std::size_t> widths_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<RowPrinter> table_printer() {
  return std::make_unique<TablePrinter>();
}

}  // namespace livetap
