#include "agent/model/utc.hpp"
#include "agent/run/cell_text.hpp"
#include "agent/run/row_printer.hpp"

namespace livetap {

namespace {

void append_cell(std::string& out, const std::string& text) {
  out += ',';
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    out += c;
    if (c == '"') {
      out += c;
    }
  }
  out += '"';
}

class CsvPrinter final : public RowPrinter {
 public:
  std::string begin(const std::string&, const std::vector<PrintColumn>& columns) override {
    columns_ = columns;
    std::string text = "time";
    for (const auto& column : columns) {
      append_cell(text, column.name);
    }
    return text + "\r\n";
  }

  std::string page(const std::vector<PrintRow>& rows) override {
    std::string text;
    for (const auto& row : rows) {
      text += utc(row.time);
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        append_cell(text, cell_text(row.cells[i], columns_[i].type));
      }
      text += "\r\n";
    }
    return text;
  }

  std::string end() override { return {}; }

 private:
  std::vector<PrintColumn> columns_;
};

}  // namespace

std::unique_ptr<RowPrinter> csv_printer() {
  return std::make_unique<CsvPrinter>();
}

}  // namespace livetap
