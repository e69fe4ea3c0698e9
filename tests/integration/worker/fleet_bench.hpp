#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/worker/fleet.hpp"

namespace livetap::test {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

/// A probe of one of the plugins in tests/abi; `mode` and `value` are its settings.
ProbeSpec abi_probe(const std::string& plugin, const std::string& mode = "",
                    std::int64_t value = 0);
std::string abi_plugin(const std::string& name);

/// A fleet on an event loop of its own, and all that it says.
class FleetBench {
 public:
  explicit FleetBench(FleetOptions options = {});
  /// Stops the fleet; it must be gone within 3 s.
  ~FleetBench();

  void start(std::vector<ProbeSpec> specs);
  /// Runs the event loop until `done` says so; false at the deadline.
  bool run_until(const std::function<bool()>& done, Milliseconds deadline = 20s);
  void run_for(Milliseconds span);
  /// Ends the fleet and returns how long that took.
  Milliseconds stop();

  struct Probe {
    std::optional<Schema> schema;
    std::map<std::uint32_t, Measurement> declared;
    std::vector<Gather> gathers;
    std::vector<SteadyTime> arrivals;
    std::vector<CollectReport> reports;
    std::vector<std::string> log;
    std::vector<Commit> commits;
    std::vector<Event> events;  ///< of all commits
    std::map<std::string, std::string> state;

    std::size_t good() const;
    std::size_t failed() const;
    /// A failed gather or report with that text in its message.
    bool says(const std::string& text) const;
    bool logged(const std::string& text) const;
    const Gather& last_good() const;
  };

  Probe& operator[](std::size_t index) { return probes[index]; }
  std::map<std::size_t, Probe> probes;

  boost::asio::io_context io;
  Fleet fleet;
  bool once_done = false;

 private:
  FleetEvents events();
  bool stopped_ = false;
};

/// Probe `index` of `bench` runs `plain` at 100 ms: its worker never was another one, and no
/// gather failed or is missing.
void check_undisturbed(FleetBench& bench, std::size_t index);

/// Processes whose parent is this one.
std::vector<pid_t> children();

}  // namespace livetap::test
