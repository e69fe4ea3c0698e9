#include "agent/view/view_message.hpp"

#include <array>

namespace livetap {

std::string_view to_string(ViewNotice::Reason reason) {
  constexpr std::array<std::string_view, 4> names{"too_large", "table_rows", "series_limit",
                                                  "budget"};
  return names.at(static_cast<std::size_t>(reason));
}

}  // namespace livetap
