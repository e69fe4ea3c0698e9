#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/change/field_watch.hpp"
#include "agent/change/kept_memory.hpp"
#include "agent/change/probe_watch.hpp"
#include "agent/model/commit.hpp"
#include "agent/model/moved.hpp"
#include "agent/model/schema.hpp"
#include "agent/route/snapshot.hpp"

namespace livetap {

/// The changes of state that the agent sees by itself, as events: of every field with events,
/// series by series, and of every probe as a whole. It stands after the route and sees what the
/// views see. I/O-free; event loop thread.
///
/// What it knows outlives the agent: each result carries, beside its events, the entries of its
/// memory that have changed. Keep both as one, and give all entries back before the first probe is
/// added.
///
/// Example:
///   Changes changes;
///   changes.remember(journal_state);
///   changes.add_probe(0, {"services", {}, 1h}, schema, now);
///   Commit happened = changes.on_gather(0, 0, snapshot.error, &snapshot, now);
class Changes {
 public:
  void remember(std::map<std::string, std::string> memory) { memory_.read(std::move(memory)); }

  /// Begins the probe at `index` anew; what is known of its series is kept.
  void add_probe(std::size_t index, FieldWatch::Options probe, const Schema& schema,
                 const Moment& now);
  /// For a reload: the probe at place `i` is the one that was at `kept[i]` and goes on; what is
  /// nowhere in it ends, and a place with nothing waits for add_probe.
  void replace(const std::vector<std::optional<std::size_t>>& kept) {
    probes_ = moved(std::move(probes_), kept);
  }
  /// The measurement has its shape now, or another one.
  void add_measurement(std::size_t probe, std::uint32_t index, const Measurement& shape,
                       const Moment& now);

  /// A measurement was gathered, or was not because of `error`. `snapshot`: what the route made of
  /// it; nullptr where it has no route, because its shape is not known yet.
  Commit on_gather(std::size_t probe, std::uint32_t measurement, const std::optional<Error>& error,
                   const Snapshot* snapshot, const Moment& now);
  /// A collect is over; `error` spoiled all of it.
  Commit on_collected(std::size_t probe, const std::optional<Error>& error, const Moment& now);

 private:
  struct Watched {
    std::string name;
    std::unique_ptr<FieldWatch> fields;  ///< nullptr: it has none to watch
  };
  struct Probe {
    explicit Probe(FieldWatch::Options of)
        : options(std::move(of)), whole(options.probe, options.hysteresis) {}

    FieldWatch::Options options;
    ProbeWatch whole;
    std::vector<Watched> measurements;
  };

  Probe* probe(std::size_t index);

  KeptMemory memory_;
  std::vector<std::unique_ptr<Probe>> probes_;
};

}  // namespace livetap
