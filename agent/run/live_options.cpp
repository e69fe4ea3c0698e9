#include "agent/run/live_options.hpp"

#include <spdlog/fmt/fmt.h>

#include <chrono>

#include "agent/sink/live_check.hpp"

namespace livetap {

Result<sink::LiveOptions> live_options(const GrafanaConfig& grafana) {
  auto url = net::parse_url(grafana.url, {"http", "https"});
  if (!url) {
    return Error{ErrorKind::config, "grafana.url " + url.error().message, "", "grafana.url"};
  }
  sink::LiveOptions options;
  options.url = std::move(*url);
  options.user = grafana.user;
  options.password = grafana.password;
  options.token = grafana.token;
  options.transport =
      grafana.transport == "http" ? sink::LiveTransport::http : sink::LiveTransport::websocket;
  options.stream = grafana.stream;
  options.tls.ca_file = grafana.tls.ca_file.string();
  options.tls.insecure_skip_verify = grafana.tls.insecure_skip_verify;
  return options;
}

once::SinkReport check_live(const GrafanaConfig& grafana, Milliseconds limit) {
  const auto options = live_options(grafana).value();  // read_config saw to it
  const auto check = sink::check_live(options, std::chrono::steady_clock::now() + limit);
  once::SinkReport report;
  report.name = "grafana";
  report.duration = check.duration;
  report.error = check.error;
  if (!check.delivers) {
    report.verdict = once::Verdict::fail;
  } else if (check.error) {
    report.verdict = once::Verdict::warn;
  }
  report.detail =
      fmt::format("takes pushes; stream {} has {} channels", grafana.stream, check.channels);
  return report;
}

}  // namespace livetap
