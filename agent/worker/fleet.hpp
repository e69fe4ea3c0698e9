#pragma once

#include <sys/types.h>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/commit.hpp"
#include "agent/model/event.hpp"
#include "agent/model/gather.hpp"
#include "agent/model/schema.hpp"
#include "agent/worker/probe_spec.hpp"

namespace livetap {

/// How long a worker may take for what, and how much of the machine it may use.
struct FleetOptions {
  Milliseconds create_timeout{2000};        ///< from the start of the process to its schema
  Milliseconds grace{500};                  ///< from the deadline of a collect to the kill
  Milliseconds stop_timeout{1000};          ///< for destroy, before the kill
  Milliseconds stall{10000};                ///< silence of a streaming probe that counts as hung
  std::uint64_t memory_bytes = 512u << 20;  ///< of data, per worker; 0: no limit
  /// What runs as a worker; it must call worker_main_if_asked first.
  std::string program = "/proc/self/exe";
};

/// How one collect, or one interval in which none was possible, went.
struct CollectReport {
  Milliseconds took{0};
  std::size_t rows = 0;        ///< in all gathers of this collect
  std::optional<Error> error;  ///< what spoiled all of it; a failed measurement is in its gather
  std::uint64_t restarts = 0;  ///< of the worker, since start()
};

/// Health of a probe between gathers, for the status page.
struct ProbeState {
  bool up = false;     ///< the worker runs and its last collect did not fail as a whole
  std::string phase;   ///< starting, idle, collecting, killing, waiting, stopping, stopped, failed
  std::string health;  ///< what a streaming probe last said of itself
  pid_t pid = 0;       ///< 0: no process
  std::uint64_t restarts = 0;
  std::optional<Error> error;              ///< the last one, while it lasts
  std::optional<Milliseconds> next_start;  ///< from now, while waiting for the next try
};

/// Called on the event loop. Any may be empty. `probe` is the index in the specs of start() or of
/// the last replace(). Texts are masked (the probe's own secrets), valid UTF-8, of one line.
struct FleetEvents {
  /// The schema is known: once per start() or replace(), before the first gather. Names carry the
  /// prefix. `late` is set only while a shape is not known yet.
  std::function<void(std::size_t probe, const Schema& schema)> on_schema;
  /// The shape of a late measurement came to be known; worth keeping for the next start.
  std::function<void(std::size_t probe, std::uint32_t measurement, const Measurement& shape)>
      on_declared;
  /// One per measurement and interval, good or failed, whatever the worker does. Its time is the
  /// wall clock as it is.
  std::function<void(std::size_t probe, Gather&& gather)> on_gather;
  std::function<void(std::size_t probe, const CollectReport& report)> on_collected;
  std::function<void(std::size_t probe, Severity severity, std::string_view text)> on_log;
  /// The events and the state of one gather, just before the gather; never an empty one. They
  /// belong together: keep all of it or nothing. From now on the probe's worker, when it has to be
  /// started again, starts with that state.
  std::function<void(std::size_t probe, Commit&& commit)> on_commit;
  /// So many events of a probe were dropped before the agent could read them.
  std::function<void(std::size_t probe, std::uint64_t count)> on_dropped_events;
};

/// All probes: one worker process each, watched, scheduled, killed and started again. Lives on the
/// event loop's thread; that thread must live as long as the agent, since the kernel kills workers
/// when the thread that started them ends. No call blocks.
///
/// Example:
///   FleetEvents events;
///   events.on_gather = [&](std::size_t probe, Gather&& gather) { route(probe, gather); };
///   Fleet fleet(io, {}, std::move(events));
///   fleet.start(std::move(specs));
///   io.run();  // until fleet.stop([&] { io.stop(); }) is done
class Fleet {
 public:
  Fleet(boost::asio::io_context& io, FleetOptions options, FleetEvents events);
  /// Kills what still runs.
  ~Fleet();
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  void start(std::vector<ProbeSpec> specs);

  /// For --once, instead of start(): each probe collects all its measurements once, in parallel,
  /// reports through the events, and ends. `done` is called when no worker is left, within the
  /// slowest timeout + 1 s. Nothing is started twice.
  void collect_once(std::vector<ProbeSpec> specs, std::function<void()> done);

  /// For a reload: probes with the name of an old one and the same_probe keep their worker, the
  /// others start afresh (with the state of the old one of their name, if there is one), and what
  /// is gone is stopped. Returns for each new spec the old index of the worker that it kept. No
  /// event of a stopped probe comes after the call; those of kept ones carry the new index;
  /// on_schema comes for fresh ones only (schema() has the others').
  std::vector<std::optional<std::size_t>> replace(std::vector<ProbeSpec> specs);

  /// Asks every worker to end, kills after stop_timeout what did not, then calls `done`. No gather
  /// comes after that.
  void stop(std::function<void()> done);

  std::size_t size() const;
  const ProbeSpec& spec(std::size_t probe) const;
  /// nullptr until the worker has said it once.
  const Schema* schema(std::size_t probe) const;
  ProbeState state(std::size_t probe) const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace livetap
