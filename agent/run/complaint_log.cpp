#include "agent/run/complaint_log.hpp"

#include <spdlog/spdlog.h>

namespace livetap {

void log_complaint(Complaints& complaints, const std::string& who, const std::string& what,
                   const std::optional<std::string>& wrong, SteadyTime now) {
  const auto line =
      wrong ? complaints.failed(who, what, *wrong, now) : complaints.well(who, what, now);
  if (line) {
    spdlog::log(wrong ? spdlog::level::warn : spdlog::level::info, "{}", *line);
  }
}

}  // namespace livetap
