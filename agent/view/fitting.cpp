#include "agent/view/fitting.hpp"

#include <algorithm>

namespace livetap {

FittedRows fit_rows(std::size_t count, std::size_t limit,
                    const std::function<void(std::string&, RowPlace)>& append,
                    const std::function<std::vector<std::uint32_t>()>& rank) {
  FittedRows fitted;
  for (std::size_t row = 0; row < count; ++row) {
    append(fitted.payload, {row, row, count});
  }
  fitted.rows = static_cast<std::uint32_t>(count);
  if (fitted.payload.size() <= limit) {
    return fitted;
  }
  // Any row may become the first, whose line is complete: so they are all measured as that.
  std::vector<std::uint32_t> kept;
  std::string line;
  std::size_t bytes = 0;
  for (const auto row : rank()) {
    line.clear();
    append(line, {row, 0, count});
    if (bytes + line.size() <= limit) {
      bytes += line.size();
      kept.push_back(row);
    } else {
      fitted.left_out.push_back(row);
    }
  }
  std::sort(kept.begin(), kept.end());
  fitted.payload.clear();
  for (std::size_t i = 0; i < kept.size(); ++i) {
    append(fitted.payload, {kept[i], i, kept.size()});
  }
  fitted.rows = static_cast<std::uint32_t>(kept.size());
  return fitted;
}

std::string label_of(const RowBlock& rows, std::size_t row) {
  std::string label;
  for (std::size_t i = 0; i < rows.tag_count(); ++i) {
    label += i == 0 ? "" : ", ";
    label += rows.tag(row, i);
  }
  return label.empty() ? "-" : label;
}

}  // namespace livetap
