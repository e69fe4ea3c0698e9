#include "agent/run/notice_log.hpp"

#include <spdlog/fmt/fmt.h>

#include <chrono>

namespace livetap {

namespace {

std::string_view why(ViewNotice::Reason reason) {
  switch (reason) {
    case ViewNotice::Reason::too_large:
      return "a message of all would be over 900 KiB";
    case ViewNotice::Reason::table_rows:
      return "a live table takes 450 rows";
    case ViewNotice::Reason::series_limit:
      return "a window takes the 20 busiest series";
    case ViewNotice::Reason::budget:
      return "windows of all would be over the budget of bytes per second";
  }
  return "";
}

std::string in_words(const ViewNotice& notice) {
  std::string names;
  for (const auto& name : notice.names) {
    names += (names.empty() ? " (" : "; ") + name;
  }
  if (!names.empty()) {
    names += notice.count > notice.names.size() ? "; ...)" : ")";
  }
  return fmt::format("channel {} leaves out {}{}: {}", notice.channel, notice.count, names,
                     why(notice.reason));
}

}  // namespace

std::vector<std::string> NoticeLog::changes(const std::vector<ViewNotice>& notices,
                                            SteadyTime now) {
  std::vector<std::string> lines;
  std::map<std::pair<std::string, ViewNotice::Reason>, Known> present;
  for (const auto& notice : notices) {
    const std::pair key{notice.channel, notice.reason};
    const auto was = known_.find(key);
    const bool quiet = was != known_.end() && (was->second.notice.count == notice.count ||
                                               now - was->second.logged < std::chrono::minutes(1));
    if (quiet) {
      present.emplace(key, was->second);
    } else {
      lines.push_back(in_words(notice));
      present.emplace(key, Known{notice, now});
    }
  }
  for (const auto& [key, was] : known_) {
    if (present.find(key) == present.end()) {
      lines.push_back("channel " + key.first + " carries all again");
    }
  }
  known_ = std::move(present);
  return lines;
}

}  // namespace livetap
