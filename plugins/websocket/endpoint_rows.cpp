#include "plugins/websocket/endpoint_rows.hpp"

namespace livetap::websocket {
namespace {

sdk::Measurement shape() {
  return sdk::measurement("websocket")
      .doc("WebSocket connections that are kept open: whether they are, and what comes in.")
      .tag("endpoint")
      .targets()
      .boolean("connected", "Whether the connection is open.")
      .fail_if_false()
      .text("state", "connecting, connected, silent, disconnected or reconnecting.")
      .state()
      .trend()
      .number("message_rate", "cps", "Messages per second.")
      .number("byte_rate", "Bps", "Payload per second.")
      .number("lag_ms", "ms", "From the source's clock to ours, mean of the messages looked into.")
      .number("silence_ms", "ms", "Since the last message, or the first connection without any.")
      .number("ping_ms", "ms", "How long the last ping took.")
      .number("connect_ms", "ms", "From the name lookup to the upgrade.")
      .no_trend()
      .duration()
      .integer("reconnects", "short", "Connections that were opened after the first one.")
      .counter()
      .integer("close_code", "none", "How the connection ended, while there is none.")
      .state()
      .no_trend()
      .text("error", "What is wrong, in words.")
      .reason()
      .text("hint", "The likely cure.")
      .hint();
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

EndpointRows::EndpointRows(sdk::Schema& schema) : measurement_(schema.add(shape())) {
  const auto field = [&](const char* name) { return schema.field(measurement_, name); };
  connected_ = field("connected");
  state_ = field("state");
  message_rate_ = field("message_rate");
  byte_rate_ = field("byte_rate");
  lag_ = field("lag_ms");
  silence_ = field("silence_ms");
  ping_ = field("ping_ms");
  connect_ = field("connect_ms");
  reconnects_ = field("reconnects");
  close_code_ = field("close_code");
  error_ = field("error");
  hint_ = field("hint");
}

void EndpointRows::emit(sdk::Collect& call, const std::string& endpoint,
                        const EndpointRow& row) const {
  call.row(measurement_)
      .tags(endpoint)
      .set(connected_, row.connected)
      .set(state_, to_string(row.state))
      .set(message_rate_, row.traffic.message_rate)
      .set(byte_rate_, row.traffic.byte_rate)
      .set(lag_, row.traffic.lag_ms)
      .set(silence_, row.silence_ms)
      .set(ping_, row.ping_ms)
      .set(connect_, row.connect_ms)
      .set(reconnects_, row.reconnects)
      .set(close_code_, row.close_code)
      .set(error_, unless_empty(row.error))
      .set(hint_, unless_empty(row.hint))
      .emit();
}

}  // namespace livetap::websocket
