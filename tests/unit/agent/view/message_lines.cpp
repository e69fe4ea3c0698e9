#include "unit/agent/view/message_lines.hpp"

#include <sstream>

namespace livetap {

std::vector<MessageLine> lines_of(std::string_view payload) {
  std::vector<MessageLine> lines;
  std::istringstream all{std::string(payload)};
  for (std::string text; std::getline(all, text);) {
    std::istringstream parts(text);
    std::string head;
    std::string fields;
    std::int64_t time_ns = 0;
    parts >> head >> fields >> time_ns;
    MessageLine line;
    line.name = head.substr(0, head.find(','));
    line.labels = head.size() > line.name.size() ? head.substr(line.name.size() + 1) : "";
    line.time_ms = time_ns / 1'000'000;
    std::istringstream each(fields);
    for (std::string field; std::getline(each, field, ',');) {
      line.fields[field.substr(0, field.find('='))] = field.substr(field.find('=') + 1);
    }
    lines.push_back(line);
  }
  return lines;
}

}  // namespace livetap
