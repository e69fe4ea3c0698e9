#include "agent/web/metric_writer.hpp"

#include "agent/line/number.hpp"

namespace livetap::web {

namespace {

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') {
      out += '\\';
    }
    out += c;
  }
}

}  // namespace

void MetricWriter::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  out_.append("# HELP ").append(name).append(" ").append(help).append("\n");
  out_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void MetricWriter::sample(Labels labels, double value, std::string_view ending) {
  out_.append(name_).append(ending);
  char before = '{';
  for (const auto& [label, text] : labels) {
    out_ += before;
    out_.append(label).append("=\"");
    append_escaped(out_, text);
    out_ += '"';
    before = ',';
  }
  out_ += before == ',' ? "} " : " ";
  line::append_number(out_, value);
  out_ += '\n';
}

}  // namespace livetap::web
