#pragma once
#include <boost/json.hpp>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/integration/postgres/fixture.hpp"

namespace livetap::test {

/// A probe whose events and state are written down commit by commit, as the agent does, and which
/// may be killed at any moment.
class EventWatch {
 public:
  explicit EventWatch(std::string settings) : settings_(std::move(settings)) { restart(); }

  /// Gathers. `killed_after`: of the commits of this gather only so many are written down, then
  /// the probe is gone and another one goes on from what was kept.
  Outcome gather(std::optional<std::size_t> killed_after = {}) {
    Outcome outcome = probe_->collect(std::chrono::seconds(5));
    std::size_t left = killed_after.value_or(outcome.commits.size());
    for (const ShownCommit& commit : outcome.commits) {
      if (left-- == 0) break;
      events.insert(events.end(), commit.events.begin(), commit.events.end());
      for (const auto& [key, value] : commit.state) kept_[key] = value;
    }
    if (killed_after) restart();
    return outcome;
  }
  void gather_times(int times) {
    for (int i = 0; i < times; ++i) gather();
  }

  void restart() { probe_ = std::make_unique<ProbeHost>(POSTGRES_PLUGIN, settings_, kept_); }

  /// How often each value of an attribute came.
  std::map<std::string, int> count(const std::string& attribute) const {
    std::map<std::string, int> counts;
    for (const ShownEvent& event : events) ++counts[shown(event, attribute)];
    return counts;
  }
  std::vector<std::string> all(const std::string& attribute) const {
    std::vector<std::string> values;
    for (const ShownEvent& event : events) values.push_back(shown(event, attribute));
    return values;
  }

  std::size_t kept_bytes() const {
    std::size_t bytes = 0;
    for (const auto& [key, value] : kept_) bytes += key.size() + value.size();
    return bytes;
  }

  std::vector<ShownEvent> events;
  ProbeHost& probe() { return *probe_; }

 private:
  static std::string shown(const ShownEvent& event, const std::string& attribute) {
    const boost::json::value value = boost::json::parse(event.attributes).as_object().at(attribute);
    return value.is_string() ? std::string(value.as_string()) : boost::json::serialize(value);
  }

  std::string settings_;
  ProbeHost::KeptState kept_;
  std::unique_ptr<ProbeHost> probe_;
};

/// Whether every count is one.
inline bool once_each(const std::map<std::string, int>& counts) {
  for (const auto& [key, count] : counts) {
    if (count != 1) return false;
  }
  return true;
}

}  // namespace livetap::test
