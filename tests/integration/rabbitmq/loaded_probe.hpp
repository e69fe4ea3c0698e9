#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/plugin_calls.hpp"

namespace livetap::test {

// One closed gather of a measurement.
struct ProbeGather {
  std::optional<ProbeFault> fault;
  std::vector<ProbeRow> rows;  // none when it failed

  // The row with that tag value; throws std::out_of_range when there is none.
  const ProbeRow& row(const std::string& tag, const std::string& text) const;
};

// What one call of collect brought.
struct ProbeResult {
  std::optional<ProbeFault> fault;             // what spoilt everything
  std::map<std::string, ProbeGather> gathers;  // by measurement, closed ones only
  std::chrono::milliseconds took{};
};

// A plugin in this very process, driven through its C boundary as a worker would do it, one probe
// type, one instance. Throws std::runtime_error when it can't be loaded or made.
//
//   LoadedProbe probe("build/dev/lib/livetap/dice.so", R"({"sides": 6})");
//   CHECK(probe.collect().gathers.at("dice").rows.size() == 1);
class LoadedProbe {
 public:
  // Settings as JSON; what is not named is not set.
  LoadedProbe(const std::string& path, std::string_view settings);
  ~LoadedProbe();
  LoadedProbe(const LoadedProbe&) = delete;
  LoadedProbe& operator=(const LoadedProbe&) = delete;

  // All measurements are due.
  ProbeResult collect(std::chrono::milliseconds timeout = std::chrono::seconds(10));
  // Lines that the plugin logged, each `severity text`.
  const std::vector<std::string>& log() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace livetap::test
