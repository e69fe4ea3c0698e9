#include <boost/json/parse.hpp>
#include <utility>

#include "agent/run/row_printer.hpp"
#include "agent/web/json_writer.hpp"

namespace livetap {

namespace {

/// Texts that are JSON go in as they are, if they really are.
void write_cell(web::JsonWriter& json, const Value& value, const PrintColumn& column) {
  const auto* text = std::get_if<std::string_view>(&value);
  boost::system::error_code wrong;
  if (column.json && text != nullptr) {
    boost::json::parse(*text, wrong);
    if (!wrong) {
      json.raw(*text);
      return;
    }
  }
  json.value(value);
}

class JsonPrinter final : public RowPrinter {
 public:
  std::string begin(const std::string& measurement,
                    const std::vector<PrintColumn>& columns) override {
    columns_ = columns;
    std::string text;
    web::JsonWriter json(text);
    json.object().key("measurement").text(measurement).key("rows").array();
    return text;
  }

  std::string page(const std::vector<PrintRow>& rows) override {
    std::string text;
    for (const auto& row : rows) {
      text += std::exchange(first_, false) ? "\n" : ",\n";
      web::JsonWriter json(text);
      json.object().key("time").time(row.time).key("tags").object();
      write_cells(json, row, true);
      json.end_object().key("fields").object();
      write_cells(json, row, false);
      json.end_object().end_object();
    }
    return text;
  }

  std::string end() override { return "\n]}\n"; }

 private:
  void write_cells(web::JsonWriter& json, const PrintRow& row, bool tags) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].tag == tags) {
        json.key(columns_[i].name);
        write_cell(json, row.cells[i], columns_[i]);
      }
    }
  }

  std::vector<PrintColumn> columns_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<RowPrinter> json_printer() {
  return std::make_unique<JsonPrinter>();
}

}  // namespace livetap
