#pragma once

#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/sink/live_sink.hpp"

namespace livetap {

/// The agent's own measurement `livetap`: what became of the messages that were meant for a sink.
/// At every moment collected = delivered + queued + the dropped ones.
struct SinkStatus {
  static Measurement schema();
  /// One row a sink.
  static RowBlock rows(const sink::LiveStatus& live);
};

}  // namespace livetap
