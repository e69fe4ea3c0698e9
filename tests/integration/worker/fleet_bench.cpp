#include "fleet_bench.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace doctest {
template <>
struct StringMaker<std::vector<std::string>> {
  static String convert(const std::vector<std::string>& lines) {
    std::string all;
    for (const auto& line : lines) {
      all += line + "\n";
    }
    return all.c_str();
  }
};
}  // namespace doctest

namespace livetap::test {

std::string abi_plugin(const std::string& name) {
  return std::string(LIVETAP_TEST_PLUGINS) + "/" + name + ".so";
}

ProbeSpec abi_probe(const std::string& plugin, const std::string& mode, std::int64_t value) {
  ProbeSpec spec;
  spec.name = plugin + (mode.empty() ? "" : "-" + mode);
  spec.plugin_path = abi_plugin(plugin);
  spec.type_id = plugin;
  spec.streaming = plugin == "streaming";
  spec.interval = 100ms;
  spec.timeout = 500ms;
  Setting::Entries entries;
  if (!mode.empty()) {
    entries.emplace_back("mode", Setting{SettingType::text, mode, {}});
  }
  entries.emplace_back("value", Setting{SettingType::integer, value, {}});
  if (plugin == "late") {
    entries.emplace_back("type", Setting{SettingType::choice, std::string("int"), {}});
  }
  spec.settings.value = std::move(entries);
  return spec;
}

FleetBench::FleetBench(FleetOptions options) : fleet(io, std::move(options), events()) {}

FleetBench::~FleetBench() {
  if (!stopped_) {
    const auto took = stop();
    CHECK(took <= 3s);
  }
  // Built with a sanitizer: what it finds in a worker arrives as a line of that worker.
  for (const auto& [index, probe] : probes) {
    CAPTURE(probe.log);
    // A plugin that closes descriptors it does not own races with their owner, as it is meant to.
    CHECK((!probe.logged("data race") || probe.logged("close_descriptors")));
    CHECK(!probe.logged("ERROR: AddressSanitizer: heap"));
    CHECK(!probe.logged("ERROR: AddressSanitizer: stack-use"));
    CHECK(!probe.logged("runtime error: "));
  }
}

FleetEvents FleetBench::events() {
  FleetEvents events;
  events.on_schema = [this](std::size_t i, const Schema& schema) { probes[i].schema = schema; };
  events.on_declared = [this](std::size_t i, std::uint32_t measurement, const Measurement& shape) {
    probes[i].declared[measurement] = shape;
  };
  events.on_gather = [this](std::size_t i, Gather&& gather) {
    probes[i].gathers.push_back(std::move(gather));
    probes[i].arrivals.push_back(std::chrono::steady_clock::now());
  };
  events.on_collected = [this](std::size_t i, const CollectReport& report) {
    probes[i].reports.push_back(report);
  };
  events.on_log = [this](std::size_t i, Severity, std::string_view text) {
    probes[i].log.emplace_back(text);
  };
  events.on_commit = [this](std::size_t i, Commit&& commit) {
    auto& probe = probes[i];
    probe.events.insert(probe.events.end(), commit.events.begin(), commit.events.end());
    for (const auto& [key, value] : commit.state) {
      probe.state[key] = value;
    }
    probe.commits.push_back(std::move(commit));
  };
  return events;
}

void FleetBench::start(std::vector<ProbeSpec> specs) {
  fleet.start(std::move(specs));
}

bool FleetBench::run_until(const std::function<bool()>& done, Milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!done()) {
    if (std::chrono::steady_clock::now() >= end) {
      return false;
    }
    io.restart();
    io.run_one_for(10ms);
  }
  return true;
}

void FleetBench::run_for(Milliseconds span) {
  run_until([] { return false; }, span);
}

Milliseconds FleetBench::stop() {
  stopped_ = true;
  const auto began = std::chrono::steady_clock::now();
  bool done = false;
  fleet.stop([&] { done = true; });
  CHECK(run_until([&] { return done; }));
  return std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - began);
}

std::size_t FleetBench::Probe::good() const {
  return gathers.size() - failed();
}

std::size_t FleetBench::Probe::failed() const {
  return static_cast<std::size_t>(
      std::count_if(gathers.begin(), gathers.end(),
                    [](const Gather& gather) { return gather.error.has_value(); }));
}

bool FleetBench::Probe::says(const std::string& text) const {
  const auto in = [&](const auto& each) {
    return each.error && each.error->message.find(text) != std::string::npos;
  };
  return std::any_of(gathers.begin(), gathers.end(), in) ||
         std::any_of(reports.begin(), reports.end(), in);
}

bool FleetBench::Probe::logged(const std::string& text) const {
  return std::any_of(log.begin(), log.end(),
                     [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

const Gather& FleetBench::Probe::last_good() const {
  const auto last = std::find_if(gathers.rbegin(), gathers.rend(),
                                 [](const Gather& gather) { return !gather.error; });
  REQUIRE(last != gathers.rend());
  return *last;
}

void check_undisturbed(FleetBench& bench, std::size_t index) {
  const auto& probe = bench[index];
  CAPTURE(probe.log);
  CHECK(probe.failed() == 0);
  REQUIRE(!probe.gathers.empty());
  std::int64_t expected = 1;
  for (const auto& gather : probe.gathers) {
    REQUIRE(gather.rows.size() == 1);
    CHECK(std::get<std::int64_t>(gather.rows.field(0, 1)) == expected++);
  }
  // The machine may be busy; a probe that waits for another one would miss ten in a row.
  for (std::size_t i = 1; i < probe.arrivals.size(); ++i) {
    CHECK(probe.arrivals[i] - probe.arrivals[i - 1] < 1s);
    CHECK(probe.gathers[i].time >= probe.gathers[i - 1].time);
  }
  CHECK(bench.fleet.state(index).restarts == 0);
}

std::vector<pid_t> children() {
  std::vector<pid_t> found;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream file(task.path() / "children");
    for (pid_t pid = 0; file >> pid;) {
      found.push_back(pid);
    }
  }
  return found;
}

}  // namespace livetap::test
