#include "agent/once/diagnose.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/io_context.hpp>
#include <future>
#include <memory>
#include <utility>

#include "agent/once/severity_level.hpp"
#include "agent/route/route.hpp"
#include "agent/worker/fleet.hpp"

namespace livetap::once {

namespace {

/// Collects what the workers say into the report, one probe at a time.
class Collector {
 public:
  explicit Collector(const std::vector<ProbeSpec>& specs) {
    for (const auto& spec : specs) {
      ProbeReport probe;
      probe.name = spec.name;
      probe.plugin = spec.type_id;
      probes_.push_back(std::move(probe));
    }
  }

  FleetEvents events() {
    FleetEvents events;
    events.on_schema = [this](std::size_t probe, const Schema& schema) {
      for (const auto& measurement : schema) {
        probes_[probe].measurements.push_back({measurement, Verdict::ok, {}, {}, {}});
      }
    };
    events.on_declared = [this](std::size_t probe, std::uint32_t index, const Measurement& shape) {
      probes_[probe].measurements.at(index).schema = shape;
    };
    events.on_gather = [this](std::size_t probe, Gather&& gather) { take(probe, gather); };
    events.on_collected = [this](std::size_t probe, const CollectReport& report) {
      probes_[probe].duration = report.took;
      probes_[probe].error = report.error;
    };
    events.on_log = [this](std::size_t probe, Severity severity, std::string_view text) {
      spdlog::log(level_of(severity), "{}: {}", probes_[probe].name, text);
    };
    return events;
  }

  std::vector<ProbeReport> take_probes() { return std::move(probes_); }

 private:
  void take(std::size_t probe, const Gather& gather) {
    if (gather.measurement >= probes_[probe].measurements.size()) {
      return;  // the worker failed before it could say what it measures
    }
    auto& measurement = probes_[probe].measurements[gather.measurement];
    measurement.time = gather.time;
    measurement.error = gather.error;
    if (!gather.error) {
      // The same checks as on the way to a sink: what is shown is what would be pushed.
      SeriesCap cap;
      Route route(measurement.schema, cap);
      measurement.rows = route.accept(gather, std::chrono::steady_clock::now()).rows->rows;
    }
  }

  std::vector<ProbeReport> probes_;
};

}  // namespace

Report diagnose(const std::string& agent, std::vector<ProbeSpec> specs,
                const ProbeConditions& conditions, const std::vector<SinkCheck>& sinks) {
  std::vector<std::future<SinkReport>> checks;
  for (const auto& sink : sinks) {
    checks.push_back(std::async(std::launch::async, sink));
  }
  Collector collector(specs);
  boost::asio::io_context io;
  Fleet fleet(io, {}, collector.events());
  fleet.collect_once(std::move(specs), [&io] { io.stop(); });
  io.run();

  Report report;
  report.agent = agent;
  report.version = LIVETAP_VERSION;
  report.probes = collector.take_probes();
  for (auto& probe : report.probes) {
    const auto of_probe = conditions.find(probe.name);
    judge(probe, of_probe == conditions.end() ? std::vector<ConditionConfig>{} : of_probe->second);
  }
  for (auto& check : checks) {
    report.sinks.push_back(check.get());
  }
  return report;
}

}  // namespace livetap::once
