#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "agent/model/time.hpp"

namespace livetap {

/// Keeps a log readable while things fail: a complaint is logged once, repeated ever more rarely (a
/// minute later, then after two, four ... up to an hour), and its end is logged once, with how long
/// it lasted. Measurements of one probe that fail for the same reason share one complaint.
class Complaints {
 public:
  /// `measurement` of `probe` failed because of `reason`. The line to log, if one is due.
  std::optional<std::string> failed(const std::string& probe, const std::string& measurement,
                                    const std::string& reason, SteadyTime now);

  /// `measurement` of `probe` is well. The line to log, if that ends a complaint.
  std::optional<std::string> well(const std::string& probe, const std::string& measurement,
                                  SteadyTime now);

 private:
  struct Complaint {
    std::set<std::string> measurements;
    SteadyTime since;
    SteadyTime next;
    Milliseconds pause;
  };
  using Key = std::pair<std::string, std::string>;  // probe, reason

  /// Takes the measurement out of every complaint but `except`; returns the line of an end.
  std::optional<std::string> leave(const std::string& probe, const std::string& measurement,
                                   const std::string* except, SteadyTime now);

  std::map<Key, Complaint> active_;
};

}  // namespace livetap
