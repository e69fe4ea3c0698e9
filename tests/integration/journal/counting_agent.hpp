#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "support/child_process.hpp"
#include "support/grafana/live_endpoint.hpp"
#include "support/temp_folder.hpp"

namespace livetap::test {

// The agent's program with two probes that number their events, and a Grafana; and what its journal
// holds. The folder outlives every run.
class CountingAgent {
 public:
  explicit CountingAgent(std::filesystem::path state_dir = {});

  // What the config has from its next change on: further top-level sections, the address of the
  // status page, the windows.
  std::string sections;
  std::string http = "off";
  std::string windows = "[]";

  // Both probes bring so many events each 100 ms; takes effect at a start or SIGHUP.
  void set_events(int a_gather);
  // The same with probe two alone.
  void leave_out_one(int a_gather);
  // With more in its environment than ours.
  ChildProcess start(std::map<std::string, std::string> environment = {}) const;

  // From the journal as it lies on the disk, changing nothing. A number: the first of the first
  // row.
  std::int64_t number(const std::string& sql) const;
  std::int64_t events(const std::string& probe) const;
  // The events of each probe are 1, 2, ... n, each once, and its cursor stands behind them.
  bool agrees() const;

  // A cell of the newest message of a channel; the first row is 0.
  std::string cell(const std::string& measurement, const std::string& field, std::size_t row);
  double number_of_sink(const std::string& field, const std::string& sink = "journal");
  // collected = delivered + queued + dropped in the newest row of the sink.
  bool balanced(const std::string& sink = "journal");

  TempFolder folder{"keeps"};
  LiveEndpoint grafana;
  std::filesystem::path state_dir;
  std::filesystem::path journal;

 private:
  void write_config(const std::string& probes);
  LiveFrame newest(const std::string& measurement);
};

}  // namespace livetap::test
