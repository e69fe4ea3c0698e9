#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "agent/model/time.hpp"
#include "agent/view/view_message.hpp"

namespace livetap {

/// Puts what channels leave out in words, once when it begins or changes (at most once a minute for
/// a channel and reason) and once when it ends.
class NoticeLog {
 public:
  /// `notices`: all of the present moment. Returns the lines to log.
  std::vector<std::string> changes(const std::vector<ViewNotice>& notices, SteadyTime now);

 private:
  struct Known {
    ViewNotice notice;
    SteadyTime logged;
  };
  std::map<std::pair<std::string, ViewNotice::Reason>, Known> known_;
};

}  // namespace livetap
