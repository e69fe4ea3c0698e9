#include "tests/demo/health.hpp"

#include <spdlog/fmt/fmt.h>

#include <boost/json.hpp>

namespace livetap::standin {
namespace {

namespace json = boost::json;

json::value time_or_null(std::int64_t milliseconds) {
  if (milliseconds == 0) return nullptr;
  return json::string(iso_time(Time(std::chrono::milliseconds(milliseconds))));
}

void add_gateway(json::object& body, const Faults& faults, const Status& status) {
  const bool up = stream_is_up(faults);
  body["active_subscriptions"] = status.active_subscriptions.load();
  if (faults.is("shape", "flat")) {
    body["websocket_connected"] = up;
    body["websocket_status"] = up ? "connected" : "disconnected";
    body["reconnection_count"] = status.stream_reconnections.load();
    return;
  }
  body["websocket_state"] = json::object{
      {"status", up ? "connected" : "disconnected"},
      {"environment", "testnet"},
      {"connected_at", up ? time_or_null(status.stream_connected_ms) : json::value()},
      {"last_heartbeat", time_or_null(status.last_stream_message_ms)},
      {"reconnection_count", status.stream_reconnections.load()},
      {"last_error", up ? json::value() : json::value("connection closed by the exchange")}};
}

HttpReply proxy_page() {
  return {.status = 502,
          .body =
              "<html><head><title>502 Bad Gateway</title></head>"
              "<body><h1>502 Bad Gateway</h1><hr>nginx</body></html>\n",
          .content_type = "text/html"};
}

}  // namespace

bool stream_is_up(const Faults& faults) {
  const auto mode = faults.mode("websocket");
  return mode == "ok" || mode == "silent";
}

HttpReply health(std::string_view service, const Faults& faults, const Status& status, Time at) {
  if (faults.is(service, "html")) return proxy_page();
  const bool database = status.database_connected;
  const bool queue = status.queue_connected;
  const bool well = database && queue && !faults.is(service, "unhealthy");
  json::object body{{"status", well ? "healthy" : "unhealthy"},
                    {"service", service},
                    {"database_connected", database},
                    {"queue_connected", queue},
                    {"timestamp", iso_time(at)}};
  if (service == "ws-gateway") add_gateway(body, faults, status);
  if (service == "model-service") {
    const int version = status.model_version;
    body["active_model_version"] = version > 0 ? fmt::format("v1.{}", version) : "v1";
    body["training_status"] = "idle";
  }
  return {.status = well ? 200 : 503, .body = json::serialize(body)};
}

}  // namespace livetap::standin
