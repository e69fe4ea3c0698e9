#pragma once

#include "agent/web/status.hpp"

namespace livetap {

/// An agent with a probe that is well, one that fails, and a sink that is away.
inline web::Status half_broken() {
  using web::Verdict;
  web::Status status;
  status.agent = "trading-1";
  status.version = "0.1.0";
  status.started = WallTime(std::chrono::seconds(1'700'000'000));
  status.now = status.started + std::chrono::minutes(5);
  web::MeasurementCard signals;
  signals.name = "signals";
  signals.verdict = Verdict::ok;
  signals.last_gather = status.now;
  signals.gathers = 300;
  signals.took_total = std::chrono::seconds(3);
  signals.rows_total = 900;
  signals.dropped_rows = {{"series_cap", 2}, {"duplicate", 0}};
  web::ProbeCard trading;
  trading.name = "trading";
  trading.plugin = "postgres";
  trading.verdict = Verdict::ok;
  trading.measurements = {signals};
  web::MeasurementCard queues;
  queues.name = "rabbitmq_queue";
  queues.verdict = Verdict::fail;
  queues.error = Error{ErrorKind::unavailable, "refuses \"connections\"", "start it", ""};
  web::ProbeCard rabbit;
  rabbit.name = "rabbitmq";
  rabbit.plugin = "rabbitmq";
  rabbit.verdict = Verdict::fail;
  rabbit.error = queues.error;
  rabbit.next_try = Milliseconds(2500);
  rabbit.restarts = 4;
  rabbit.measurements = {queues};
  web::SinkCard grafana;
  grafana.name = "grafana";
  grafana.verdict = Verdict::warn;
  grafana.state = "refuses connections";
  grafana.unit = "messages";
  grafana.collected = 10;
  grafana.delivered = 7;
  grafana.queued = 1;
  grafana.dropped = {{"superseded", 2}};
  status.probes = {trading, rabbit};
  status.sinks = {grafana};
  return status;
}

}  // namespace livetap
