#include "agent/run/running_agent.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <utility>

#include "agent/model/clocks.hpp"
#include "agent/once/severity_level.hpp"
#include "agent/run/complaints.hpp"
#include "agent/run/event_keeper.hpp"
#include "agent/run/live_options.hpp"
#include "agent/run/notice_log.hpp"
#include "agent/run/pipeline.hpp"
#include "agent/run/probe_status.hpp"
#include "agent/run/shape_store.hpp"
#include "agent/run/sink_status.hpp"
#include "agent/run/state_watch.hpp"
#include "agent/sink/live_sink.hpp"
#include "agent/worker/fleet.hpp"

namespace livetap {

namespace {

std::vector<WindowOption> windows_of(const Config& config) {
  std::vector<WindowOption> windows;
  if (config.grafana) {
    for (const auto& window : config.grafana->windows) {
      windows.push_back({window.suffix, window.length});
    }
  }
  return windows;
}

std::string in_words(const Error& error) {
  return error.hint.empty() ? error.message : error.message + " -> " + error.hint;
}

}  // namespace

class RunningAgent::Impl {
 public:
  Impl(boost::asio::io_context& io, CheckedConfig checked, StateDir state)
      : config_(std::move(checked.config)),
        specs_(std::move(checked.specs)),
        state_(std::move(state)),
        shapes_(state_.path() / "shapes.json"),
        pipeline_(windows_of(config_), push()),
        events_(io, config_, state_.path(), push()),
        watch_(config_, [this](Commit&& commit) { happened(std::move(commit)); }),
        fleet_(io, {}, events()),
        view_timer_(io),
        self_timer_(io) {
    if (config_.grafana) {
      live_.emplace(io, live_options(*config_.grafana).value());  // read_config saw to it
    }
  }

  void start() {
    for (auto& spec : specs_) {
      spec.declared = shapes_.of(spec.name);
    }
    self_ = specs_.size();
    pipeline_.add_probe(self_,
                        {config_.agent.name, config_.default_interval, std::chrono::hours(1)},
                        {ProbeStatus::schema(), SinkStatus::schema(), Conditions::schema()});
    if (live_) {
      live_->start();
    }
    events_.open([this](journal::States&& states) { begin(std::move(states)); });
    arm_self_timer();
  }

  void stop(std::function<void()> done) {
    self_timer_.cancel();
    view_timer_.cancel();
    stopping_ = true;
    fleet_.stop([this, done = std::move(done)]() mutable {
      const auto one_ended = [sinks = std::make_shared<int>(live_ ? 2 : 1),
                              all_ended = std::move(done)] {
        if (--*sinks == 0) {
          all_ended();
        }
      };
      events_.stop(one_ended);
      if (live_) {
        live_->stop(one_ended);
      }
    });
  }

 private:
  /// The probes go on with what they knew at the end of the last run, and so does the agent.
  void begin(journal::States&& states) {
    for (auto& spec : specs_) {
      spec.state = std::move(states[spec.name]);
    }
    watch_.begin(states[""], clocks());
    fleet_.start(specs_);
  }

  /// Nothing takes messages without a Grafana; then no views are made.
  Pipeline::Push push() {
    if (!config_.grafana) {
      return {};
    }
    return [this](ViewMessage&& message) {
      live_->push({std::move(message.channel), std::move(message.payload), message.rows});
    };
  }

  FleetEvents events() {
    FleetEvents events;
    events.on_schema = [this](std::size_t probe, const Schema& schema) { known(probe, schema); };
    events.on_declared = [this](std::size_t probe, std::uint32_t index, const Measurement& shape) {
      declared(probe, index, shape);
    };
    events.on_commit = [this](std::size_t probe, Commit&& commit) {
      events_.take(specs_[probe].name, std::move(commit));
    };
    events.on_gather = [this](std::size_t probe, Gather&& gather) { take(probe, gather); };
    events.on_collected = [this](std::size_t probe, const CollectReport& report) {
      probe_status_.set_restarts(specs_[probe].name, report.restarts);
      watch_.collected(probe, report.error, clocks());
    };
    events.on_log = [this](std::size_t probe, Severity severity, std::string_view text) {
      spdlog::log(level_of(severity), "{}: {}", specs_[probe].name, text);
    };
    return events;
  }

  void known(std::size_t probe, const Schema& schema) {
    const auto& config = config_.probes[probe];
    pipeline_.add_probe(probe, {config.name, specs_[probe].interval, config.series_ttl}, schema);
    for (const auto& measurement : schema) {
      probe_status_.add(config.name, config.plugin, measurement.name);
    }
    watch_.known(probe, schema, clocks());
  }

  void declared(std::size_t probe, std::uint32_t index, const Measurement& shape) {
    const auto& name = specs_[probe].name;
    if (const auto* was = shapes_.find(name, shape.name)) {
      if (const auto difference = shape_difference(*was, shape)) {
        spdlog::warn("{}/{}: its shape is another than before ({}); open pages need a reload", name,
                     shape.name, *difference);
      }
    }
    if (const auto kept = shapes_.put(name, shape); kept.has_error()) {
      spdlog::warn("{}", in_words(kept.error()));
    }
    pipeline_.add_measurement(probe, index, shape);
    watch_.declared(probe, index, shape, clocks());
  }

  void take(std::size_t probe, const Gather& gather) {
    const auto now = clocks();
    const auto routed = pipeline_.accept(probe, gather, now);
    report(probe, gather, routed.kept_back, now.steady);
    watch_.gathered(probe, gather, routed, now);
    if (watch_.take_turned()) {
      push_conditions(now);
    }
    arm_view_timer();
  }

  /// What the agent itself has seen happen.
  void happened(Commit&& commit) {
    for (const auto& event : commit.events) {
      spdlog::log(level_of(event.severity), "{}: {}: {}", event.probe, event.type, event.message);
    }
    events_.take("", std::move(commit));
  }

  void report(std::size_t probe, const Gather& gather, std::uint64_t dropped, SteadyTime now) {
    const auto* schema = fleet_.schema(probe);
    if (schema == nullptr || gather.measurement >= schema->size()) {
      return;
    }
    const auto& name = specs_[probe].name;
    const auto& measurement = (*schema)[gather.measurement].name;
    probe_status_.record(name, measurement, gather, dropped);
    const auto line = gather.error
                          ? complaints_.failed(name, measurement, in_words(*gather.error), now)
                          : complaints_.well(name, measurement, now);
    if (line) {
      spdlog::log(gather.error ? spdlog::level::warn : spdlog::level::info, "{}", *line);
    }
  }

  void push_conditions(const Moment& now) {
    if (auto rows = watch_.condition_rows(now)) {
      Gather conditions;
      conditions.measurement = 2;
      conditions.time = now.wall;
      conditions.rows = std::move(*rows);
      pipeline_.accept(self_, conditions, now);
    }
  }

  /// The agent measures itself through its own pipeline, once an interval.
  void measure_self() {
    const auto now = clocks();
    Gather probes;
    probes.measurement = 0;
    probes.time = now.wall;
    probes.rows = probe_status_.sample();
    pipeline_.accept(self_, probes, now);
    Gather sinks;
    sinks.measurement = 1;
    sinks.time = now.wall;
    sinks.rows = SinkStatus::rows();
    if (live_) {
      SinkStatus::add(sinks.rows, live_->status());
    }
    SinkStatus::add(sinks.rows, events_.journal(), events_.counters());
    pipeline_.accept(self_, sinks, now);
    events_.look(now);
    push_conditions(now);
    for (const auto& line : notice_log_.changes(pipeline_.notices(), now.steady)) {
      spdlog::warn("{}", line);
    }
  }

  void arm_self_timer() {
    next_self_ += config_.default_interval;
    const auto now = std::chrono::steady_clock::now();
    if (next_self_ <= now) {
      next_self_ = now + config_.default_interval;
    }
    self_timer_.expires_at(next_self_);
    self_timer_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled && !stopping_) {
        measure_self();
        arm_view_timer();
        arm_self_timer();
      }
    });
  }

  void arm_view_timer() {
    const auto due = pipeline_.next_due();
    if (due == armed_for_ || stopping_) {
      return;
    }
    armed_for_ = due;
    if (!due) {
      view_timer_.cancel();
      return;
    }
    view_timer_.expires_at(*due);
    view_timer_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled && !stopping_) {
        armed_for_.reset();
        pipeline_.on_timer(clocks());
        arm_view_timer();
      }
    });
  }

  Config config_;
  std::vector<ProbeSpec> specs_;
  StateDir state_;
  ShapeStore shapes_;
  Pipeline pipeline_;
  ProbeStatus probe_status_;
  Complaints complaints_;
  NoticeLog notice_log_;
  std::optional<sink::LiveSink> live_;
  EventKeeper events_;
  StateWatch watch_;
  Fleet fleet_;
  boost::asio::steady_timer view_timer_;
  boost::asio::steady_timer self_timer_;
  SteadyTime next_self_{};
  std::optional<SteadyTime> armed_for_;
  std::size_t self_ = 0;  ///< the pipeline's index of the agent itself
  bool stopping_ = false;
};

RunningAgent::RunningAgent(boost::asio::io_context& io, CheckedConfig checked, StateDir state)
    : impl_(std::make_unique<Impl>(io, std::move(checked), std::move(state))) {}

RunningAgent::~RunningAgent() = default;

void RunningAgent::start() {
  impl_->start();
}
void RunningAgent::stop(std::function<void()> done) {
  impl_->stop(std::move(done));
}

}  // namespace livetap
