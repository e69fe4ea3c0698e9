#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "agent/model/error.hpp"
#include "agent/model/time.hpp"
#include "agent/model/warning.hpp"

namespace livetap::shipper {

/// Measurements whose tables can't be made or written: their rows wait while all others go on. Each
/// is tried again by itself, after 5 s, then ever more rarely, up to once a minute. I/O-free.
class FailingTables {
 public:
  void failed(const std::string& measurement, const Error& error, SteadyTime now);
  /// It takes rows again.
  void recovered(const std::string& measurement) { tables_.erase(measurement); }

  /// Whether it fails and is not to be tried yet.
  bool waits(const std::string& measurement, SteadyTime now) const;
  /// All that wait.
  std::set<std::string> waiting(SteadyTime now) const;

  std::vector<Warning> warnings() const;

 private:
  struct Table {
    Error error;
    Milliseconds pause{0};
    SteadyTime next_try{};
  };
  std::map<std::string, Table> tables_;
};

}  // namespace livetap::shipper
