#pragma once

#include "agent/event/event_counters.hpp"
#include "agent/journal/journal.hpp"
#include "agent/shipper/shipper.hpp"
#include "agent/sink/live_sink.hpp"
#include "agent/web/status.hpp"

namespace livetap {

/// What became of the messages for Grafana Live, as the status page and /metrics show it.
web::SinkCard sink_card(const sink::LiveStatus& live);

/// The same for the events that the journal keeps.
web::SinkCard sink_card(const journal::JournalStatus& journal, const EventCounters& events);
/// The samples of the same journal.
web::SinkCard samples_card(const journal::JournalStatus& journal);

/// The same for what of the journal the history gets.
web::SinkCard sink_card(const shipper::ShipperStatus& history);

}  // namespace livetap
