#include "agent/run/pipeline.hpp"

#include <algorithm>
#include <utility>

#include "agent/model/moved.hpp"

namespace livetap {

struct Pipeline::Lane {
  // The order matters: route and views borrow the measurement.
  Measurement measurement;
  Route route;
  std::unique_ptr<Views> views;

  Lane(const Measurement& shape, SeriesCap& cap, const PipelineProbe& probe)
      : measurement(shape), route(measurement, cap, {.series_ttl = probe.series_ttl}) {}

  /// Rows that bounds kept back so far. The worker's are in the gather already.
  std::uint64_t kept_back() const {
    const auto& counters = route.counters();
    const auto too_large = views ? views->too_large_rows() : 0;
    return counters.rows - counters.passed - counters.failed_rows + too_large;
  }
};

struct Pipeline::Probe {
  PipelineProbe info;
  SeriesCap cap;
  std::vector<std::unique_ptr<Lane>> lanes;
};

Pipeline::Pipeline(std::vector<WindowOption> windows, Push push, WindowArchive& earlier)
    : windows_(std::move(windows)), push_(std::move(push)), earlier_(earlier) {}

Pipeline::~Pipeline() = default;

void Pipeline::add_probe(std::size_t index, PipelineProbe probe, const Schema& schema) {
  if (index >= probes_.size()) {
    probes_.resize(index + 1);
  }
  probes_[index] = std::make_unique<Probe>();
  probes_[index]->info = std::move(probe);
  probes_[index]->lanes.resize(schema.size());
  for (std::uint32_t i = 0; i < schema.size(); ++i) {
    if (!schema[i].late) {
      add_measurement(index, i, schema[i]);
    }
  }
}

void Pipeline::add_measurement(std::size_t index, std::uint32_t measurement,
                               const Measurement& shape) {
  auto& probe = *probes_.at(index);
  auto& lane = probe.lanes.at(measurement);
  lane.reset();
  lane = std::make_unique<Lane>(shape, probe.cap, probe.info);
  if (push_) {
    ViewOptions options;
    options.windows = windows_;
    options.interval = interval_of(shape, probe.info.interval);
    lane->views = std::make_unique<Views>(lane->measurement, budget_, std::move(options));
    lane->views->restore(earlier_);
  }
}

Pipeline::Lane* Pipeline::lane(std::size_t probe, std::uint32_t measurement) const {
  if (probe >= probes_.size() || !probes_[probe] || measurement >= probes_[probe]->lanes.size()) {
    return nullptr;
  }
  return probes_[probe]->lanes[measurement].get();
}

Routed Pipeline::accept(std::size_t probe, const Gather& gather, const ViewTime& now) {
  auto* lane = this->lane(probe, gather.measurement);
  if (lane == nullptr) {
    return {};
  }
  const auto before = lane->kept_back();
  auto snapshot = lane->route.accept(gather, now.steady);
  if (lane->views) {
    for (auto& message : lane->views->on_snapshot(snapshot, now)) {
      push_(std::move(message));
    }
  }
  return {std::move(snapshot), lane->kept_back() - before};
}

LaneFacts Pipeline::facts(std::size_t probe, std::uint32_t measurement) const {
  const auto* lane = this->lane(probe, measurement);
  if (lane == nullptr) {
    return {};
  }
  return {lane->route.counters(), lane->views ? lane->views->too_large_rows() : 0,
          lane->route.series()};
}

void Pipeline::replace(const std::vector<std::optional<std::size_t>>& kept) {
  probes_ = moved(std::move(probes_), kept);
}

void Pipeline::on_timer(const ViewTime& now) {
  for (const auto& probe : probes_) {
    if (!probe) {
      continue;
    }
    for (const auto& lane : probe->lanes) {
      if (lane && lane->views &&
          lane->views->next_due().value_or(SteadyTime::max()) <= now.steady) {
        for (auto& message : lane->views->on_timer(now)) {
          push_(std::move(message));
        }
      }
    }
  }
}

std::optional<SteadyTime> Pipeline::next_due() const {
  std::optional<SteadyTime> next;
  for (const auto& probe : probes_) {
    if (!probe) {
      continue;
    }
    for (const auto& lane : probe->lanes) {
      const auto due = lane && lane->views ? lane->views->next_due() : std::nullopt;
      if (due && (!next || *due < *next)) {
        next = due;
      }
    }
  }
  return next;
}

bool Pipeline::save(WindowArchive& archive, std::size_t part) const {
  for (const auto& probe : probes_) {
    const auto lanes = probe ? probe->lanes.size() : 0;
    if (part < lanes) {
      const auto& lane = probe->lanes[part];
      if (lane && lane->views) {
        lane->views->save(archive);
      }
      return true;
    }
    part -= lanes;
  }
  return false;
}

std::vector<ViewNotice> Pipeline::notices() const {
  std::vector<ViewNotice> all;
  for (const auto& probe : probes_) {
    if (!probe) {
      continue;
    }
    for (const auto& lane : probe->lanes) {
      if (lane && lane->views) {
        const auto notices = lane->views->notices();
        all.insert(all.end(), notices.begin(), notices.end());
      }
    }
  }
  return all;
}

}  // namespace livetap
