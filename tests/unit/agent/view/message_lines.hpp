#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace livetap {

/// One line of a message, taken apart. For names and texts that need no escapes.
struct MessageLine {
  std::string name;
  std::string labels;                         ///< "queue=a,vhost=v"
  std::map<std::string, std::string> fields;  ///< as written: 1.5, "text", "NaN" with quotes
  std::int64_t time_ms = 0;
};

std::vector<MessageLine> lines_of(std::string_view payload);

}  // namespace livetap
