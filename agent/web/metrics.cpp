#include "agent/web/metrics.hpp"

#include <functional>

#include "agent/web/metric_writer.hpp"
#include "plugins/sdk/include/livetap/probe.h"

namespace livetap::web {

namespace {

using std::chrono::duration;

double seconds(Milliseconds time) {
  return duration<double>(time).count();
}

double seconds(WallTime time) {
  return seconds(time.time_since_epoch());
}

double count(std::uint64_t value) {
  return static_cast<double>(value);
}

/// 1 well or warning, 0 failing; nothing while nothing is known.
template <class Write>
void up(const std::optional<Verdict>& verdict, Write write) {
  if (verdict) {
    write(*verdict == Verdict::fail ? 0 : 1);
  }
}

void agent_metrics(MetricWriter& metrics, const Status& status) {
  metrics.family("livetap_build_info", "gauge", "The version of the agent; always 1.");
  const auto abi = std::to_string(LIVETAP_ABI_MAJOR) + "." + std::to_string(LIVETAP_ABI_MINOR);
  metrics.sample({{"version", status.version}, {"plugin_abi", abi}}, 1);
  metrics.family("livetap_verdict", "gauge",
                 "The worst of all parts: 0 well, 1 warning, 2 failing.");
  metrics.sample({}, static_cast<double>(status.verdict().value_or(Verdict::ok)));
}

void probe_metrics(MetricWriter& metrics, const std::vector<ProbeCard>& probes) {
  metrics.family("livetap_probe_up", "gauge", "Whether the probe is well or only warns.");
  for (const auto& probe : probes) {
    up(probe.verdict, [&](double value) {
      metrics.sample({{"probe", probe.name}, {"plugin", probe.plugin}}, value);
    });
  }
  metrics.family("livetap_probe_restarts_total", "counter",
                 "Times the probe's worker was started again.");
  for (const auto& probe : probes) {
    metrics.sample({{"probe", probe.name}}, count(probe.restarts));
  }
}

/// One family that has a sample, or several, for each measurement.
using EachMeasurement = std::function<void(const ProbeCard&, const MeasurementCard&)>;

void for_each_measurement(const std::vector<ProbeCard>& probes, const EachMeasurement& write) {
  for (const auto& probe : probes) {
    for (const auto& measurement : probe.measurements) {
      write(probe, measurement);
    }
  }
}

void gather_metrics(MetricWriter& metrics, const std::vector<ProbeCard>& probes) {
  metrics.family("livetap_measurement_up", "gauge", "Whether the last gather was good.");
  for_each_measurement(probes, [&](const auto& probe, const auto& card) {
    up(card.verdict, [&](double value) {
      metrics.sample({{"probe", probe.name}, {"measurement", card.name}}, value);
    });
  });
  metrics.family("livetap_gather_duration_seconds", "summary",
                 "From the start of a collect to the close of the gather.");
  for_each_measurement(probes, [&](const auto& probe, const auto& card) {
    const auto labels = {std::pair<std::string_view, std::string_view>{"probe", probe.name},
                         {"measurement", card.name}};
    metrics.sample(labels, seconds(card.took_total), "_sum");
    metrics.sample(labels, count(card.gathers), "_count");
  });
  metrics.family("livetap_gathers_failed_total", "counter", "Gathers with an error.");
  for_each_measurement(probes, [&](const auto& probe, const auto& card) {
    metrics.sample({{"probe", probe.name}, {"measurement", card.name}}, count(card.failed_gathers));
  });
  metrics.family("livetap_last_gather_timestamp_seconds", "gauge", "When the last gather came.");
  for_each_measurement(probes, [&](const auto& probe, const auto& card) {
    if (card.last_gather) {
      metrics.sample({{"probe", probe.name}, {"measurement", card.name}},
                     seconds(*card.last_gather));
    }
  });
}

void row_metrics(MetricWriter& metrics, const std::vector<ProbeCard>& probes) {
  metrics.family("livetap_rows_total", "counter", "Rows of good gathers.");
  for_each_measurement(probes, [&](const auto& probe, const auto& card) {
    metrics.sample({{"probe", probe.name}, {"measurement", card.name}}, count(card.rows_total));
  });
  metrics.family("livetap_series", "gauge", "Series that are known now.");
  for_each_measurement(probes, [&](const auto& probe, const auto& card) {
    metrics.sample({{"probe", probe.name}, {"measurement", card.name}}, count(card.series));
  });
  metrics.family("livetap_rows_dropped_total", "counter", "Rows that a bound or a check left out.");
  for_each_measurement(probes, [&](const auto& probe, const auto& card) {
    for (const auto& [reason, dropped] : card.dropped_rows) {
      metrics.sample({{"probe", probe.name}, {"measurement", card.name}, {"reason", reason}},
                     count(dropped));
    }
  });
}

void sink_metrics(MetricWriter& metrics, const std::vector<SinkCard>& sinks) {
  struct Family {
    const char* name;
    const char* type;
    const char* help;
    double (*value)(const SinkCard&);
  };
  static constexpr Family families[] = {
      {"livetap_sink_up", "gauge", "Whether the sink takes what is delivered.",
       [](const SinkCard& sink) { return sink.delivers ? 1.0 : 0.0; }},
      {"livetap_sink_collected_total", "counter",
       "Messages or rows meant for the sink: delivered, queued or dropped.",
       [](const SinkCard& sink) { return count(sink.collected); }},
      {"livetap_sink_delivered_total", "counter", "Messages or rows delivered.",
       [](const SinkCard& sink) { return count(sink.delivered); }},
      {"livetap_sink_queued", "gauge", "Messages or rows that wait.",
       [](const SinkCard& sink) { return count(sink.queued); }},
      {"livetap_sink_reconnects_total", "counter", "Connections opened again after a loss.",
       [](const SinkCard& sink) { return count(sink.reconnects); }},
      {"livetap_sink_sent_bytes_total", "counter", "Payload written.",
       [](const SinkCard& sink) { return count(sink.bytes); }},
  };
  for (const auto& family : families) {
    metrics.family(family.name, family.type, family.help);
    for (const auto& sink : sinks) {
      metrics.sample({{"sink", sink.name}}, family.value(sink));
    }
  }
  metrics.family("livetap_sink_dropped_total", "counter", "Messages or rows dropped.");
  for (const auto& sink : sinks) {
    for (const auto& [reason, dropped] : sink.dropped) {
      metrics.sample({{"sink", sink.name}, {"reason", reason}}, count(dropped));
    }
  }
}

void single(MetricWriter& metrics, std::string_view name, std::string_view type,
            std::string_view help, double value) {
  metrics.family(name, type, help);
  metrics.sample({}, value);
}

void web_metrics(MetricWriter& metrics, const WebCounters& web) {
  single(metrics, "livetap_http_requests_total", "counter", "Requests answered.",
         count(web.requests));
  single(metrics, "livetap_http_requests_refused_total", "counter",
         "Requests answered with a status from 400 to 499.", count(web.refused_requests));
  single(metrics, "livetap_http_connections", "gauge", "Open connections.", count(web.connections));
  single(metrics, "livetap_http_connections_refused_total", "counter",
         "Connections closed to keep within the limit.", count(web.refused_connections));
  single(metrics, "livetap_http_stream_clients", "gauge", "Readers of /api/stream.",
         count(web.stream_clients));
  single(metrics, "livetap_http_stream_frames_lost_total", "counter",
         "Frames not sent to readers that were too slow.", count(web.stream_lost_frames));
}

void process_metrics(MetricWriter& metrics, const Status& status, const ProcessFigures& process) {
  single(metrics, "process_cpu_seconds_total", "counter",
         "Processor time of the agent without its workers.", process.cpu_seconds);
  single(metrics, "process_resident_memory_bytes", "gauge",
         "Resident memory of the agent without its workers.", count(process.resident_bytes));
  single(metrics, "process_open_fds", "gauge", "Open file descriptors.",
         count(process.open_descriptors));
  single(metrics, "process_start_time_seconds", "gauge", "When the agent started.",
         seconds(status.started));
}

}  // namespace

std::string metrics_text(const Status& status, const WebCounters& web,
                         const ProcessFigures& process) {
  std::string text;
  MetricWriter metrics(text);
  agent_metrics(metrics, status);
  probe_metrics(metrics, status.probes);
  gather_metrics(metrics, status.probes);
  row_metrics(metrics, status.probes);
  sink_metrics(metrics, status.sinks);
  web_metrics(metrics, web);
  process_metrics(metrics, status, process);
  return text;
}

}  // namespace livetap::web
