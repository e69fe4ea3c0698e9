#pragma once

#include "agent/event/event_counters.hpp"
#include "agent/journal/journal.hpp"
#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/shipper/shipper.hpp"
#include "agent/sink/live_sink.hpp"

namespace livetap {

/// The agent's own measurement `livetap`: what became of the messages that were meant for a sink,
/// and of the events and samples that were meant for the journal. At every moment
/// collected = delivered + queued + the dropped ones. What a sink does not count is null.
///
/// Example:
///   auto rows = SinkStatus::rows();
///   SinkStatus::add(rows, live.status());
struct SinkStatus {
  static Measurement schema();
  /// Room for a row a sink.
  static RowBlock rows();
  static void add(RowBlock& rows, const sink::LiveStatus& live);
  static void add(RowBlock& rows, const journal::JournalStatus& journal,
                  const EventCounters& events);
  /// The samples of the same journal.
  static void add_samples(RowBlock& rows, const journal::JournalStatus& journal);
  static void add(RowBlock& rows, const shipper::ShipperStatus& history);
};

}  // namespace livetap
