#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "agent/model/schema.hpp"
#include "agent/worker/event_load.hpp"
#include "agent/worker/wire.hpp"
#include "livetap/probe.h"

namespace livetap::worker {

/// The gathers that a running collect builds, one per measurement, and the events and state that
/// wait for the next one to close. Keeps every bound; has no lock and no I/O.
class OpenGathers {
 public:
  using Clock = std::chrono::steady_clock;

  explicit OpenGathers(Schema schema);

  const Schema& schema() const { return schema_; }
  /// The shape of a late measurement is known.
  void set_shape(std::uint32_t measurement, Measurement shape);

  /// A collect begins. Polled: only `due` measurements take rows, and each closes once.
  void begin(const std::vector<std::uint32_t>& due, bool streaming, Clock::time_point now);
  /// It returned: rows of gathers that were not closed are gone.
  void end();
  bool collecting() const { return collecting_; }

  livetap_result add_row(std::uint32_t measurement, const livetap_str* tags,
                         const livetap_value* values, Clock::time_point now);
  /// Closes a gather, and gives it away when it counts.
  livetap_result close(std::uint32_t measurement, std::optional<Error> error, Clock::time_point now,
                       std::optional<Gathered>& closed);
  /// Streaming: closes what is open for `age` or longer.
  std::vector<Gathered> close_older(std::chrono::milliseconds age, Clock::time_point now);

  /// `waiting`: of earlier gathers, not yet read by the agent. They may all go in one frame with
  /// this one.
  livetap_result add_event(Event event, const EventLoad& waiting = {});
  /// Replaces what was put under that key and waits.
  void put_state(const std::string& key, std::string value);
  /// Events and state that no gather took along.
  Commit take_commit();

 private:
  struct Open {
    RowBlock rows;
    std::uint64_t dropped = 0;
    Clock::time_point since{};
    bool due = false;
    bool closed = false;
  };

  Gathered take(std::uint32_t measurement, Clock::time_point now);
  bool fits(const Open& gather, const Measurement& shape, const livetap_str* tags,
            const livetap_value* values) const;

  Schema schema_;
  std::vector<Open> open_;
  Commit commit_;
  EventLoad events_;  // of commit_
  Clock::time_point began_{};
  bool collecting_ = false;
  bool streaming_ = false;
};

}  // namespace livetap::worker
