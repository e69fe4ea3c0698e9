#include "support/grafana/live_frame.hpp"

#include <algorithm>
#include <map>

namespace livetap::test {
namespace {

std::string label_text(const std::vector<std::pair<std::string, std::string>>& tags) {
  std::string text;
  for (const auto& [key, value] : std::map<std::string, std::string>(tags.begin(), tags.end())) {
    text += (text.empty() ? "" : ", ") + key + "=" + value;
  }
  return text;
}

/// Type and cell of a value, before the column has a say.
std::pair<std::string, Cell> typed(const LineValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return {"number", *number};
  if (const auto* truth = std::get_if<bool>(&value)) return {"boolean", *truth};
  const auto& text = std::get<std::string>(value);
  if (text == "NaN") return {"number", Cell{}};
  return {"string", text};
}

/// Grafana writes a value of another type into a text column as text, else as null.
Cell fitted(const std::string& column_type, const std::string& type, Cell cell) {
  if (type == column_type) return cell;
  if (column_type != "string" || cell.index() == 0) return {};
  if (const auto* truth = std::get_if<bool>(&cell)) return *truth ? "true" : "false";
  return std::to_string(std::get<double>(cell));
}

void append(LiveFrame& frame, const ParsedLine& line, std::int64_t now_ms) {
  const std::size_t row = frame.rows();
  frame.labels.push_back(label_text(line.tags));
  frame.times_ms.push_back(line.time_ns ? *line.time_ns / 1'000'000 : now_ms);
  // A field that comes twice in a line: the last one counts.
  for (const auto& [name, value] :
       std::map<std::string, LineValue>(line.fields.rbegin(), line.fields.rend())) {
    auto [type, cell] = typed(value);
    auto column = std::find_if(frame.fields.begin(), frame.fields.end(),
                               [&, &wanted = name](const auto& f) { return f.name == wanted; });
    if (column == frame.fields.end()) {
      frame.fields.push_back({name, type, {}});
      column = std::prev(frame.fields.end());
    }
    column->cells.resize(row);
    column->cells.push_back(fitted(column->type, type, std::move(cell)));
  }
}

}  // namespace

Cell LiveFrame::cell(const std::string& field, std::size_t row) const {
  for (const auto& column : fields) {
    if (column.name == field) return column.cells.at(row);
  }
  return {};
}

std::string LiveFrame::schema() const {
  std::string text = "labels:string time:time";
  for (const auto& field : fields) text += " " + field.name + ":" + field.type;
  return text;
}

std::vector<LiveFrame> build_frames(const std::vector<ParsedLine>& lines, std::int64_t now_ms) {
  std::vector<LiveFrame> frames;
  for (const auto& line : lines) {
    auto frame = std::find_if(frames.begin(), frames.end(),
                              [&](const auto& f) { return f.name == line.measurement; });
    if (frame == frames.end()) {
      frames.push_back({line.measurement, {}, {}, {}});
      frame = std::prev(frames.end());
    }
    append(*frame, line, now_ms);
  }
  for (auto& frame : frames) {
    for (auto& field : frame.fields) field.cells.resize(frame.rows());
  }
  return frames;
}

}  // namespace livetap::test
