#include "agent/shipper/ship_wire.hpp"

#include "agent/worker/byte_reader.hpp"
#include "agent/worker/byte_writer.hpp"
#include "agent/worker/clean_text.hpp"
#include "agent/worker/limits.hpp"

namespace livetap::shipper {

namespace {

using journal::JournalPosition;
using worker::ByteReader;
using worker::ByteWriter;

/// A journal has a run for each start of the agent.
constexpr std::size_t max_runs = 100'000;
constexpr std::size_t max_waiting = 10'000;  // measurements

void write(ByteWriter& out, const JournalPosition& position) {
  out.signed_number(position.sample);
  out.signed_number(position.event);
}

JournalPosition read_position(ByteReader& in) {
  const auto sample = in.signed_number();
  return {sample, in.signed_number()};
}

void write(ByteWriter& out, const Moment& moment) {
  out.signed_number(moment.steady.time_since_epoch().count());
  out.signed_number(moment.wall.time_since_epoch().count());
}

Moment read_moment(ByteReader& in) {
  const SteadyTime steady{SteadyTime::duration(in.signed_number())};
  return {steady, WallTime(Milliseconds(in.signed_number()))};
}

void write(ByteWriter& out, const RowCounts& counts) {
  for (const auto count :
       {counts.delivered, counts.too_old, counts.damaged, counts.refused, counts.gone}) {
    out.number(count);
  }
}

RowCounts read_counts(ByteReader& in) {
  RowCounts counts;
  for (auto* count :
       {&counts.delivered, &counts.too_old, &counts.damaged, &counts.refused, &counts.gone}) {
    *count = in.number();
  }
  return counts;
}

void write(ByteWriter& out, const Error& error) {
  out.byte(static_cast<std::uint8_t>(error.kind));
  out.text(error.message);
  out.text(error.hint);
  out.text(error.where);
}

Error read_error(ByteReader& in) {
  const auto line = [&] { return worker::clean_line(in.text(), worker::max_log_bytes); };
  Error error;
  error.kind = in.enumerator(ErrorKind::config, ErrorKind::internal);
  error.message = line();
  error.hint = line();
  error.where = line();
  return error;
}

void write(ByteWriter& out, const RunState& run) {
  out.text(run.id);
  out.boolean(run.quarantined);
  write(out, run.seen);
  write(out, run.shipped);
  out.number(run.waiting.size());
  for (const auto& [measurement, samples] : run.waiting) {
    out.text(measurement);
    out.signed_number(samples.shipped);
    out.number(samples.rows);
  }
}

RunState read_run(ByteReader& in) {
  RunState run;
  run.id = in.string();
  run.quarantined = in.boolean();
  run.seen = read_position(in);
  run.shipped = read_position(in);
  for (auto left = in.count(max_waiting, 3); left > 0 && in.ok(); --left) {
    auto& samples = run.waiting[in.string()];
    samples.shipped = in.signed_number();
    samples.rows = in.number();
  }
  return run;
}

void write(ByteWriter& out, const Warning& warning) {
  for (const auto* text : {&warning.type, &warning.subject, &warning.message, &warning.hint}) {
    out.text(*text);
  }
}

Warning read_warning(ByteReader& in) {
  Warning warning;
  for (auto* text : {&warning.type, &warning.subject, &warning.message, &warning.hint}) {
    *text = worker::clean_line(in.text(), worker::max_log_bytes);
  }
  return warning;
}

void write(ByteWriter& out, const Report& report) {
  out.boolean(report.connected);
  out.boolean(report.error.has_value());
  if (report.error) {
    write(out, *report.error);
  }
  out.number(report.collected);
  out.number(report.queued);
  write(out, report.counts);
  out.number(report.table_rows);
  out.number(report.bytes);
  out.number(report.connections);
  write(out, report.done);
  out.number(report.runs.size());
  for (const auto& run : report.runs) {
    write(out, run);
  }
  out.number(report.warnings.size());
  for (const auto& warning : report.warnings) {
    write(out, warning);
  }
}

Report read_report(ByteReader& in) {
  Report report;
  report.connected = in.boolean();
  if (in.boolean()) {
    report.error = read_error(in);
  }
  report.collected = in.number();
  report.queued = in.number();
  report.counts = read_counts(in);
  report.table_rows = in.number();
  report.bytes = in.number();
  report.connections = in.number();
  report.done = read_position(in);
  for (auto left = in.count(max_runs, 7); left > 0 && in.ok(); --left) {
    report.runs.push_back(read_run(in));
  }
  for (auto left = in.count(max_warnings, 4); left > 0 && in.ok(); --left) {
    report.warnings.push_back(read_warning(in));
  }
  return report;
}

}  // namespace

std::string encode(const Orders& orders) {
  ByteWriter out;
  for (const auto* text :
       {&orders.journal, &orders.agent, &orders.url, &orders.password, &orders.schema}) {
    out.text(*text);
  }
  out.signed_number(orders.retention.count());
  out.signed_number(orders.journal_age.count());
  write(out, orders.now);
  write(out, orders.known);
  return out.take();
}

std::string encode(const Report& report) {
  ByteWriter out;
  write(out, report);
  return out.take();
}

std::optional<Orders> decode_orders(std::string_view bytes) {
  ByteReader in(bytes);
  Orders orders;
  for (auto* text :
       {&orders.journal, &orders.agent, &orders.url, &orders.password, &orders.schema}) {
    *text = in.string();
  }
  orders.retention = Milliseconds(in.signed_number());
  orders.journal_age = Milliseconds(in.signed_number());
  orders.now = read_moment(in);
  orders.known = read_report(in);
  return in.finished() ? std::optional(std::move(orders)) : std::nullopt;
}

std::string encode(const Pulse& pulse) {
  ByteWriter out;
  write(out, pulse.at);
  return out.take();
}

std::optional<Pulse> decode_pulse(std::string_view bytes) {
  ByteReader in(bytes);
  const Pulse pulse{read_moment(in)};
  return in.finished() ? std::optional(pulse) : std::nullopt;
}

std::optional<Report> decode_report(std::string_view bytes) {
  ByteReader in(bytes);
  auto report = read_report(in);
  return in.finished() ? std::optional(std::move(report)) : std::nullopt;
}

}  // namespace livetap::shipper
