#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "agent/model/event.hpp"
#include "agent/web/json_writer.hpp"

namespace livetap::web {

/// The newest events, for the status page. Bounded: the oldest go beyond 1,000 events or 2 MiB.
class EventList {
 public:
  static constexpr std::size_t most_events = 1000;
  static constexpr std::size_t most_bytes = 2U << 20U;

  struct Entry {
    std::uint64_t id = 0;  ///< rises by one with each event
    Event event;
  };
  struct Query {
    std::string type{};     ///< empty: any
    std::string service{};  ///< empty: any
    std::size_t limit = 200;
  };

  void add(const Event& event);

  const std::deque<Entry>& entries() const { return entries_; }  ///< the oldest first
  std::uint64_t last_id() const { return last_id_; }

  /// {"events": [the newest first], "types": [...], "services": [...]}; the last two are those of
  /// all that are kept.
  void write(JsonWriter& json, const Query& query) const;
  static void write(JsonWriter& json, const Entry& entry);

 private:
  std::deque<Entry> entries_;
  std::size_t bytes_ = 0;
  std::uint64_t last_id_ = 0;
};

}  // namespace livetap::web
