#include "agent/shipper/failing_tables.hpp"

#include <algorithm>

namespace livetap::shipper {

namespace {

constexpr Milliseconds first_pause{5'000};
constexpr Milliseconds longest_pause{60'000};

}  // namespace

void FailingTables::failed(const std::string& measurement, const Error& error, SteadyTime now) {
  auto& table = tables_[measurement];
  table.error = error;
  table.pause = std::clamp(table.pause * 2, first_pause, longest_pause);
  table.next_try = now + table.pause;
}

bool FailingTables::waits(const std::string& measurement, SteadyTime now) const {
  const auto at = tables_.find(measurement);
  return at != tables_.end() && now < at->second.next_try;
}

std::set<std::string> FailingTables::waiting(SteadyTime now) const {
  std::set<std::string> names;
  for (const auto& [name, table] : tables_) {
    if (now < table.next_try) {
      names.insert(name);
    }
  }
  return names;
}

std::vector<Warning> FailingTables::warnings() const {
  std::vector<Warning> warnings;
  for (const auto& [name, table] : tables_) {
    warnings.push_back({"history_table_failing", name,
                        "rows of " + name + " wait in the journal: " + table.error.message,
                        table.error.hint});
  }
  return warnings;
}

}  // namespace livetap::shipper
