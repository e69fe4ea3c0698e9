#include "agent/run/sink_card.hpp"

#include "agent/run/sink_watch.hpp"

namespace livetap {

web::SinkCard sink_card(const sink::LiveStatus& live) {
  const auto& counters = live.counters;
  web::SinkCard card;
  card.name = "grafana";
  card.delivers = live.state == sink::LinkState::open;
  // Until the first attempt has ended nothing is known.
  const bool trying = live.connections == 0 && live.text == "connecting";
  if (!trying) {
    card.verdict = card.delivers ? web::Verdict::ok : web::Verdict::fail;
  }
  card.state = live.text;
  card.unit = "messages";
  card.collected = counters.collected.messages;
  card.delivered = counters.delivered.messages;
  card.queued = counters.queued.messages;
  card.dropped = {{"superseded", counters.dropped_for(sink::LiveDrop::superseded).messages},
                  {"queue_full", counters.dropped_for(sink::LiveDrop::queue_full).messages},
                  {"too_large", counters.dropped_for(sink::LiveDrop::too_large).messages},
                  {"refused", counters.dropped_for(sink::LiveDrop::refused).messages}};
  card.reconnects = live.connections > 0 ? live.connections - 1 : 0;
  card.bytes = counters.delivered.bytes + counters.resent.bytes;
  card.last_error = live.last_error;
  return card;
}

namespace {

void add_warnings(web::SinkCard& card, const std::vector<Warning>& warnings) {
  card.state = with_warnings(card.state, warnings);
  if (card.verdict == web::Verdict::ok && !warnings.empty()) {
    card.verdict = web::Verdict::warn;
  }
}

web::SinkCard journal_card(const char* name, const char* unit,
                           const journal::JournalStatus& journal) {
  web::SinkCard card;
  card.name = name;
  card.delivers = journal.open;
  card.verdict = journal.open ? web::Verdict::ok : web::Verdict::fail;
  card.state = journal.text;
  add_warnings(card, journal.warnings);
  card.unit = unit;
  return card;
}

}  // namespace

web::SinkCard sink_card(const journal::JournalStatus& journal, const EventCounters& events) {
  const auto& counters = journal.counters;
  auto card = journal_card("journal", "events", journal);
  card.collected = counters.collected.events + events.flood;
  card.delivered = counters.delivered.events;
  card.queued = counters.queued.events;
  card.dropped = {{"journal_full", counters.dropped_for(journal::JournalDrop::full).events},
                  {"journal_off", counters.dropped_for(journal::JournalDrop::off).events},
                  {"flood", events.flood}};
  card.bytes = counters.delivered.bytes;
  return card;
}

web::SinkCard samples_card(const journal::JournalStatus& journal) {
  const auto& counters = journal.counters;
  auto card = journal_card("samples", "samples", journal);
  card.collected = counters.collected.samples;
  card.delivered = counters.delivered.samples;
  card.queued = counters.queued.samples;
  card.dropped = {{"journal_full", counters.dropped_for(journal::JournalDrop::full).samples},
                  {"journal_off", counters.dropped_for(journal::JournalDrop::off).samples}};
  return card;
}

web::SinkCard sink_card(const shipper::ShipperStatus& history) {
  const auto& counts = history.report.counts;
  web::SinkCard card;
  card.name = "history";
  card.delivers = history.connected;
  if (history.connected || history.error) {  // until then nothing is known
    card.verdict = history.connected ? web::Verdict::ok : web::Verdict::fail;
  }
  card.state = history.text;
  add_warnings(card, history.report.warnings);
  card.unit = "samples and events";
  card.collected = history.report.collected;
  card.delivered = counts.delivered;
  card.queued = history.report.queued;
  card.dropped = {{"too_old", counts.too_old},
                  {"damaged", counts.damaged},
                  {"refused", counts.refused},
                  {"gone", counts.gone}};
  card.reconnects = history.report.connections > 0 ? history.report.connections - 1 : 0;
  card.bytes = history.report.bytes;
  card.last_error = history.last_error;
  return card;
}

}  // namespace livetap
