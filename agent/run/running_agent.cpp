#include "agent/run/running_agent.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <utility>

#include "agent/history/downsampler.hpp"
#include "agent/model/clocks.hpp"
#include "agent/once/severity_level.hpp"
#include "agent/run/agent_page.hpp"
#include "agent/run/agent_sinks.hpp"
#include "agent/run/complaint_log.hpp"
#include "agent/run/complaints.hpp"
#include "agent/run/config_change.hpp"
#include "agent/run/config_watch.hpp"
#include "agent/run/due_timer.hpp"
#include "agent/run/log.hpp"
#include "agent/run/notice_log.hpp"
#include "agent/run/pipeline.hpp"
#include "agent/run/probe_exchange.hpp"
#include "agent/run/probe_status.hpp"
#include "agent/run/reloader.hpp"
#include "agent/run/shape_store.hpp"
#include "agent/run/sink_status.hpp"
#include "agent/run/sink_watch.hpp"
#include "agent/run/state_watch.hpp"
#include "agent/run/window_keeper.hpp"
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

Milliseconds slots_of(const Config& config) {
  return config.history ? config.history->every : Downsampler::default_every;
}

}  // namespace

class RunningAgent::Impl {
 public:
  Impl(boost::asio::io_context& io, CheckedConfig checked, StateDir state)
      : config_(std::move(checked.config)),
        specs_(std::move(checked.specs)),
        state_(std::move(state)),
        shapes_(state_.path() / "shapes.json"),
        sinks_(io, config_, state_.path()),
        windows_(
            io, state_.path() / "windows.bin",
            {[this](auto& archive, auto part) { return pipeline_.save(archive, part); },
             [this](auto& archive, auto part) { return page_ && page_->save(archive, part); }}),
        pipeline_(windows_of(config_), sinks_.push(), windows_.earlier()),
        sink_watch_(config_.agent.name),
        downsampler_(
            slots_of(config_),
            {[this](auto&& sample) { return sinks_.events().keep(std::move(sample)); },
             [this](auto&& sample) { return sinks_.events().begin_slot(std::move(sample)); }}),
        watch_(config_, [this](Commit&& commit) { happened(std::move(commit)); }),
        fleet_(io, {}, events()),
        reloader_(
            io,
            [file = config_.file](std::stop_token stop) {
              return read_again(file, std::move(stop));
            },
            [this](CheckedConfig&& next) { return apply(std::move(next)); }),
        files_(io, [this] { reload("the config changed on the disk"); }),
        view_timer_(io, [this] { views_are_due(); }),
        self_timer_(io) {
    if (config_.agent.http) {
      page_.emplace(io, *config_.agent.http, page_parts());
      sinks_.events().on_event([this](const Event& event) { page_->happened(event); });
    }
  }

  Result<void> start() {
    if (page_) {
      const auto address = page_->listen();
      if (!address) {
        return address.error();
      }
      spdlog::info("status page: {}", *address);
      page_->set_probe(config_.agent.name, config_.default_interval,
                       {ProbeStatus::schema(), SinkStatus::schema()});
    }
    for (auto& spec : specs_) {
      spec.remembered = shapes_.of(spec.name);
    }
    self_ = specs_.size();
    pipeline_.add_probe(
        self_, {config_.agent.name, config_.default_interval, std::chrono::hours(1)}, own_schema());
    sinks_.start_live();
    sinks_.events().open([this](journal::States&& states) { begin(std::move(states)); });
    windows_.start();
    arm_self_timer();
    return {};
  }

  void reload(const std::string& why, Reloader::Answer answer = {}) {
    if (begun_ && !stopping_) {
      return reloader_.reload(why, std::move(answer));
    }
    if (answer) {
      answer({web::ReloadOutcome::Kind::busy, "the agent is starting or ending\n"});
    }
  }

  void watch_config() {
    watching_ = true;
    auto folders = config_.include_folders;
    for (const auto& [file, text] : config_.sources) {
      folders.push_back(std::filesystem::path(file).parent_path());
    }
    if (const auto watched = files_.watch(folders); watched.has_error()) {
      spdlog::warn("{}", in_words(watched.error()));
    }
  }

  void stop(std::function<void()> done) {
    self_timer_.cancel();
    view_timer_.stop();
    windows_.stop();
    stopping_ = true;
    if (page_) {
      page_->close();
    }
    sinks_.stop_history();
    fleet_.stop([this, done = std::move(done)]() mutable {
      downsampler_.close_all();
      sinks_.stop(std::move(done));
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
    sinks_.start_history();
    begun_ = true;
  }

  static Schema own_schema() {
    return {ProbeStatus::schema(), SinkStatus::schema(), Conditions::schema()};
  }

  AgentPage::Parts page_parts() {
    return {config_,
            fleet_,
            pipeline_,
            probe_status_,
            windows_.earlier(),
            [this] { return sinks_.cards(); },
            [this](auto answer) { reload("POST /-/reload", std::move(answer)); }};
  }

  static std::variant<CheckedConfig, std::string> read_again(const std::filesystem::path& file,
                                                             std::stop_token stop) {
    PluginFolders plugins(program_folders(), stop);
    return read_config(file, plugins, std::move(stop));
  }

  /// A new config is in force, but for the sections that only a start looks at.
  std::string apply(CheckedConfig&& next) {
    const auto undone = needs_restart(config_, next.config);
    const auto was = std::exchange(config_, taken_over(config_, std::move(next.config)));
    if (config_.history) {
      downsampler_.set_every(config_.history->every);
    }
    const auto& log = config_.agent.log;
    set_up_log(log.format == "json" ? LogFormat::json : LogFormat::text, log.level,
               config_.secrets);
    sinks_.events().set_secrets(config_.secrets);
    const auto kept = exchange_probes(was, std::move(next.specs));
    if (page_) {
      page_->set_notes(undone);
    }
    if (watching_) {
      watch_config();
    }
    auto words = reload_words(was, config_, kept);
    for (const auto& line : undone) {
      words += "; " + line;
    }
    return words;
  }

  /// For each new probe whether its worker goes on.
  std::vector<bool> exchange_probes(const Config& was, std::vector<ProbeSpec> specs) {
    for (auto& spec : specs) {
      spec.state = sinks_.events().state_of(spec.name);
    }
    count_attempts(specs_, fleet_, probe_status_, specs);
    // Shapes of before are not for those that start afresh: a reload accepts others.
    const auto places = kept_places(specs_, specs);
    specs_ = std::move(specs);
    std::vector<bool> kept;
    for (const auto& place : places) {
      kept.push_back(place.has_value());
    }
    forget_probes(kept);
    auto lanes = places;
    lanes.emplace_back(std::exchange(self_, specs_.size()));
    pipeline_.replace(lanes);
    fleet_.replace(specs_);
    watch_probes(was, places);
    return kept;
  }

  /// Whoever makes the same events of the same rows goes on, with what it waits for.
  void watch_probes(const Config& was, const std::vector<std::optional<std::size_t>>& places) {
    auto going_on = places;
    for (std::size_t i = 0; i < going_on.size(); ++i) {
      if (places[i] && !same_watch(was.probes[*places[i]], config_.probes[i])) {
        going_on[i].reset();
      }
    }
    watch_.replace(going_on);
    for (std::size_t i = 0; i < going_on.size(); ++i) {
      const auto* schema = places[i] ? fleet_.schema(i) : nullptr;
      if (schema != nullptr && !same_probe(was.probes[*places[i]], config_.probes[i])) {
        known(i, *schema);
      } else if (!going_on[i]) {
        watch_.known(i, schema != nullptr ? *schema : Schema{}, clocks());
      }
    }
  }

  /// What is known of probes that went or start afresh.
  void forget_probes(const std::vector<bool>& kept) {
    std::vector<std::string> there;
    std::vector<std::string> going_on;
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      there.push_back(specs_[i].name);
      if (kept[i]) {
        going_on.push_back(specs_[i].name);
      }
    }
    probe_status_.keep(going_on);
    if (page_) {
      page_->keep_probes(there);
    }
  }

  FleetEvents events() {
    FleetEvents events;
    events.on_schema = [this](std::size_t probe, const Schema& schema) { known(probe, schema); };
    events.on_declared = [this](std::size_t probe, std::uint32_t index, const Measurement& shape) {
      declared(probe, index, shape);
    };
    events.on_commit = [this](std::size_t probe, Commit&& commit) {
      sinks_.events().take(specs_[probe].name, std::move(commit));
    };
    events.on_dropped_events = [this](std::size_t probe, std::uint64_t count) {
      sinks_.events().note_dropped(specs_[probe].name, count);
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
    if (page_) {
      page_->set_probe(config.name, specs_[probe].interval, schema);
    }
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
    if (page_) {
      page_->set_measurement(name, specs_[probe].interval, shape);
    }
  }

  void take(std::size_t probe, const Gather& gather) {
    const auto now = clocks();
    const auto routed = pipeline_.accept(probe, gather, now);
    keep(routed);
    report(probe, gather, routed, now.steady);
    watch_.gathered(probe, gather, routed, now);
    if (watch_.take_turned()) {
      push_conditions(now);
    }
    arm_view_timer();
  }

  void keep(const Routed& routed) {
    if (routed.snapshot) {
      downsampler_.take(*routed.snapshot);
    }
  }

  /// What the agent itself has seen happen.
  void happened(Commit&& commit) {
    for (const auto& event : commit.events) {
      spdlog::log(level_of(event.severity), "{}: {}: {}", event.probe, event.type, event.message);
    }
    sinks_.events().take("", std::move(commit));
  }

  void report(std::size_t probe, const Gather& gather, const Routed& routed, SteadyTime now) {
    const auto* schema = fleet_.schema(probe);
    if (schema == nullptr || gather.measurement >= schema->size()) {
      return;
    }
    const auto& name = specs_[probe].name;
    const auto& measurement = (*schema)[gather.measurement].name;
    probe_status_.record(name, measurement, gather, routed.kept_back, now);
    if (page_) {
      page_->gathered(measurement, gather, routed.snapshot ? &*routed.snapshot : nullptr);
    }
    log_complaint(complaints_, name, measurement,
                  gather.error ? std::optional(in_words(*gather.error)) : std::nullopt, now);
  }

  void push_conditions(const Moment& now) {
    if (auto rows = watch_.condition_rows(now)) {
      Gather conditions;
      conditions.measurement = 2;
      conditions.time = now.wall;
      conditions.rows = std::move(*rows);
      if (page_) {
        static const auto shape = Conditions::schema();
        page_->set_measurement(config_.agent.name, config_.default_interval, shape);
      }
      accept_own(conditions, now);
    }
  }

  /// The agent measures itself through its own pipeline, once an interval.
  void measure_self() {
    const auto now = clocks();
    Gather probes;
    probes.measurement = 0;
    probes.time = now.wall;
    probes.rows = probe_status_.sample();
    accept_own(probes, now);
    Gather sinks;
    sinks.measurement = 1;
    sinks.time = now.wall;
    sinks.rows = sinks_.rows();
    accept_own(sinks, now);
    downsampler_.close_slots(now.wall);
    sinks_.events().look(now);
    sinks_.warn(sink_watch_, now);
    if (auto warned = sink_watch_.take(); !warned.empty()) {
      happened(std::move(warned));
    }
    log_complaint(complaints_, "history", "ship", sinks_.history_trouble(), now.steady);
    push_conditions(now);
    for (const auto& line : notice_log_.changes(pipeline_.notices(), now.steady)) {
      spdlog::warn("{}", line);
    }
  }

  void accept_own(const Gather& gather, const ViewTime& now) {
    const auto routed = pipeline_.accept(self_, gather, now);
    keep(routed);
    if (page_ && routed.snapshot) {
      page_->gathered(routed.snapshot->measurement->name, gather, &*routed.snapshot);
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

  void views_are_due() {
    pipeline_.on_timer(clocks());
    arm_view_timer();
  }

  void arm_view_timer() { view_timer_.set(pipeline_.next_due()); }

  Config config_;
  std::vector<ProbeSpec> specs_;
  StateDir state_;
  ShapeStore shapes_;
  AgentSinks sinks_;
  WindowKeeper windows_;
  Pipeline pipeline_;
  ProbeStatus probe_status_;
  Complaints complaints_;
  NoticeLog notice_log_;
  SinkWatch sink_watch_;
  Downsampler downsampler_;
  StateWatch watch_;
  Fleet fleet_;
  std::optional<AgentPage> page_;
  Reloader reloader_;
  ConfigWatch files_;
  DueTimer view_timer_;
  boost::asio::steady_timer self_timer_;
  SteadyTime next_self_{};
  std::size_t self_ = 0;   ///< the pipeline's index of the agent itself
  bool begun_ = false;     ///< the probes run
  bool watching_ = false;  ///< the config's files
  bool stopping_ = false;
};

RunningAgent::RunningAgent(boost::asio::io_context& io, CheckedConfig checked, StateDir state)
    : impl_(std::make_unique<Impl>(io, std::move(checked), std::move(state))) {}

RunningAgent::~RunningAgent() = default;

Result<void> RunningAgent::start() {
  return impl_->start();
}
void RunningAgent::reload(const std::string& why) {
  impl_->reload(why);
}
void RunningAgent::watch_config() {
  impl_->watch_config();
}
void RunningAgent::stop(std::function<void()> done) {
  impl_->stop(std::move(done));
}

}  // namespace livetap
