#include "agent/run/sink_status.hpp"

#include "agent/model/own_field.hpp"
#include "agent/run/sink_watch.hpp"

namespace livetap {

namespace {

Field number(std::string name, FieldKind kind, std::string unit, std::string doc) {
  return own_field(std::move(name), FieldType::i64, kind, std::move(unit), std::move(doc));
}

Field counter(std::string name, std::string doc) {
  return number(std::move(name), FieldKind::counter, "short", std::move(doc));
}

Value count(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

/// Counted for the history alone; the last of all.
constexpr int history_fields = 3;

/// What every sink says of itself: the first columns of its row.
void begin_row(RowBlock& rows, std::string_view sink, bool connected, std::string_view state,
               std::uint64_t collected, std::uint64_t delivered, std::uint64_t queued) {
  rows.begin_row();
  rows.add_tag(sink);
  rows.add(connected);
  rows.add(state);
  rows.add(count(collected));
  rows.add(count(delivered));
  rows.add(count(queued));
}

/// What the sink does not count.
void add_nulls(RowBlock& rows, int fields) {
  for (int i = 0; i < fields; ++i) {
    rows.add(std::monostate{});
  }
}

}  // namespace

Measurement SinkStatus::schema() {
  Measurement schema;
  schema.name = "livetap";
  schema.doc =
      "What became of the messages for Grafana and of the events and samples for the journal: "
      "collected = delivered + queued + dropped.";
  schema.tags = {"sink"};
  schema.fields = {
      own_field("connected", FieldType::boolean, FieldKind::state, "none",
                "whether the sink takes messages now"),
      own_field("state", FieldType::text, FieldKind::text, "none", "connected, or what is wrong"),
      counter("collected", "messages, events or samples for the sink since the start"),
      counter("delivered", "those written to it"),
      number("queued", FieldKind::gauge, "short", "those that wait"),
      counter("dropped_superseded", "messages replaced by a newer one of the same channel"),
      counter("dropped_queue_full", "messages beyond the bounds of the queue"),
      counter("dropped_too_large", "messages over 1 MiB, which Grafana would not take"),
      counter("dropped_refused",
              "messages that Grafana answered with an error, by POST; rows that the database of "
              "the history takes in no way"),
      counter("dropped_journal_full", "those beyond the bounds of the queue to the disk"),
      counter("dropped_journal_off", "those of a run that can keep none"),
      counter("dropped_flood",
              "events of a probe beyond 10,000 a second, or beyond what may wait for the agent"),
      counter("resent", "messages sent again after a reconnect"),
      number("bytes", FieldKind::counter, "bytes", "payload written"),
      counter("connections", "connections opened"),
      counter("expired", "those that the journal's max_size and max_age have deleted"),
      counter("mended", "events whose time or attributes made no sense"),
      counter("expired_unshipped", "of the expired ones, those that history did not have yet"),
      counter("dropped_too_old", "rows for the history of a day that it keeps no more"),
      counter("dropped_damaged", "rows of the journal that made no sense when they were read"),
      counter("dropped_gone", "rows that the journal's caps deleted before they were shipped"),
  };
  return schema;
}

RowBlock SinkStatus::rows() {
  static const std::size_t field_count = schema().fields.size();
  return {1, field_count};
}

void SinkStatus::add(RowBlock& rows, const sink::LiveStatus& live) {
  const auto& counters = live.counters;
  begin_row(rows, "grafana", live.state == sink::LinkState::open, live.text,
            counters.collected.messages, counters.delivered.messages, counters.queued.messages);
  rows.add(count(counters.dropped_for(sink::LiveDrop::superseded).messages));
  rows.add(count(counters.dropped_for(sink::LiveDrop::queue_full).messages));
  rows.add(count(counters.dropped_for(sink::LiveDrop::too_large).messages));
  rows.add(count(counters.dropped_for(sink::LiveDrop::refused).messages));
  add_nulls(rows, 3);
  rows.add(count(counters.resent.messages));
  rows.add(count(counters.delivered.bytes + counters.resent.bytes));
  rows.add(count(live.connections));
  add_nulls(rows, 3 + history_fields);
}

void SinkStatus::add(RowBlock& rows, const journal::JournalStatus& journal,
                     const EventCounters& events) {
  const auto& counters = journal.counters;
  begin_row(rows, "journal", journal.open, with_warnings(journal.text, journal.warnings),
            counters.collected.events + events.flood, counters.delivered.events,
            counters.queued.events);
  add_nulls(rows, 4);
  rows.add(count(counters.dropped_for(journal::JournalDrop::full).events));
  rows.add(count(counters.dropped_for(journal::JournalDrop::off).events));
  rows.add(count(events.flood));
  add_nulls(rows, 1);
  rows.add(count(counters.delivered.bytes));
  add_nulls(rows, 1);
  rows.add(count(journal.expired.events));
  rows.add(count(events.bad_time + events.bad_attributes + journal.damaged_rows));
  rows.add(count(journal.expired.unshipped_events));
  add_nulls(rows, history_fields);
}

void SinkStatus::add_samples(RowBlock& rows, const journal::JournalStatus& journal) {
  const auto& counters = journal.counters;
  begin_row(rows, "samples", journal.open, journal.text, counters.collected.samples,
            counters.delivered.samples, counters.queued.samples);
  add_nulls(rows, 4);
  rows.add(count(counters.dropped_for(journal::JournalDrop::full).samples));
  rows.add(count(counters.dropped_for(journal::JournalDrop::off).samples));
  add_nulls(rows, 4);
  rows.add(count(journal.expired.samples));
  add_nulls(rows, 1);
  rows.add(count(journal.expired.unshipped_samples));
  add_nulls(rows, history_fields);
}

void SinkStatus::add(RowBlock& rows, const shipper::ShipperStatus& history) {
  const auto& report = history.report;
  begin_row(rows, "history", history.connected, with_warnings(history.text, report.warnings),
            report.collected, report.counts.delivered, report.queued);
  add_nulls(rows, 3);
  rows.add(count(report.counts.refused));
  add_nulls(rows, 4);
  rows.add(count(report.bytes));
  rows.add(count(report.connections));
  add_nulls(rows, 3);
  rows.add(count(report.counts.too_old));
  rows.add(count(report.counts.damaged));
  rows.add(count(report.counts.gone));
}

}  // namespace livetap
