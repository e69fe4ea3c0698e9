#include "agent/web/metrics.hpp"

#include <doctest/doctest.h>

#include "agent/web/metric_writer.hpp"
#include "unit/agent/web/statuses.hpp"

using namespace livetap;

TEST_CASE("Labels are escaped: a name can forge no line") {
  std::string text;
  web::MetricWriter metrics(text);
  metrics.family("livetap_x", "gauge", "Help.");
  metrics.sample({{"name", "a\"b\\c\nlivetap_x 5"}}, 0.5);
  metrics.sample({}, 1234567);
  CHECK(text ==
        "# HELP livetap_x Help.\n# TYPE livetap_x gauge\n"
        "livetap_x{name=\"a\\\"b\\\\c\\nlivetap_x 5\"} 0.5\nlivetap_x 1234567\n");
}

TEST_CASE("The telemetry has base units, and what is not known is left out") {
  auto status = half_broken();
  status.probes[0].verdict.reset();
  const auto text = web::metrics_text(status, {}, {});
  for (const auto* line :
       {"livetap_build_info{version=\"0.1.0\",plugin_abi=\"1.", "livetap_verdict 2\n",
        "livetap_probe_up{probe=\"rabbitmq\",plugin=\"rabbitmq\"} 0\n",
        "livetap_gather_duration_seconds_sum{probe=\"trading\",measurement=\"signals\"} 3\n",
        "livetap_gather_duration_seconds_count{probe=\"trading\",measurement=\"signals\"} 300\n",
        "reason=\"series_cap\"} 2\n", "livetap_sink_queued{sink=\"grafana\"} 1\n",
        "livetap_probe_restarts_total{probe=\"rabbitmq\"} 4\n",
        "process_start_time_seconds 1.7e+09\n"}) {
    CAPTURE(line);
    CHECK(text.find(line) != std::string::npos);
  }
  CHECK(text.find("livetap_probe_up{probe=\"trading\"") == std::string::npos);
  CHECK(text.find("livetap_last_gather_timestamp_seconds{probe=\"rabbitmq\"") == std::string::npos);
}

TEST_CASE("The figures of this process are those of a process that runs") {
  const auto figures = web::process_figures();
  CHECK(figures.resident_bytes > 100'000);
  CHECK(figures.open_descriptors >= 3);
}
