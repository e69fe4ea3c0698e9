#include "plugins/services/service_rows.hpp"

#include <type_traits>

namespace livetap::services {
namespace {

sdk::Measurement own_shape() {
  return sdk::measurement("service")
      .doc("Services, by their answer over HTTP.")
      .targets()
      .tag("service")
      .boolean("up", "Whether the service gives the answer that is expected.")
      .fail_if_false()
      .events("service_up", "service_down")
      .text("status", "In a word or two: up, degraded, unhealthy, refused, timeout ...")
      .state()
      .trend()
      .integer("status_code", "none", "Status of the HTTP answer.")
      .state()
      .no_trend()
      .number("latency_ms", "ms", "From the start of the check to the answer's last byte.")
      .number("check_ms", "ms", "What the check took, whether there was an answer or not.")
      .no_trend()
      .duration()
      .number("dns_ms", "ms", "Name lookup; missing over a kept connection.")
      .no_trend()
      .number("connect_ms", "ms", "TCP connect; missing over a kept connection.")
      .no_trend()
      .number("tls_ms", "ms", "TLS handshake; missing over a kept connection.")
      .no_trend()
      .number("first_byte_ms", "ms", "From the request sent to the answer's header.")
      .no_trend()
      .integer("certificate_days", "d", "Whole days until the server's certificate ends.")
      .no_trend()
      .boolean("certificate_expiring", "Whether that is sooner than certificate_warn.")
      .no_trend()
      .warn_if_true()
      .text("error", "What is wrong, in words.")
      .reason()
      .text("hint", "The likely cure.")
      .hint();
}

std::optional<double> in_ms(const std::optional<std::chrono::microseconds>& span) {
  if (!span) return std::nullopt;
  return std::chrono::duration<double, std::milli>(*span).count();
}

void set_text(sdk::Row& row, sdk::FieldHandle field, const std::string& text) {
  if (!text.empty()) row.set(field, text);
}

void set_value(sdk::Row& row, sdk::FieldHandle field, const FieldValue& value) {
  std::visit(
      [&](const auto& known) {
        if constexpr (!std::is_same_v<decltype(known), const std::monostate&>) {
          row.set(field, known);
        }
      },
      value);
}

}  // namespace

std::vector<std::string> own_names() {
  const sdk::Measurement own = own_shape();
  std::vector<std::string> names = own.tags();
  for (const auto& field : own.fields()) names.push_back(field.name);
  return names;
}

ServiceRows::ServiceRows(sdk::Schema& schema, const std::vector<sdk::Field>& columns) {
  sdk::Measurement shape = own_shape();
  for (const auto& column : columns) shape = std::move(shape).field(column);
  measurement_ = schema.add(std::move(shape));
  const auto field = [&](std::string_view name) { return schema.field(measurement_, name); };
  up_ = field("up");
  status_ = field("status");
  status_code_ = field("status_code");
  latency_ = field("latency_ms");
  check_ = field("check_ms");
  dns_ = field("dns_ms");
  connect_ = field("connect_ms");
  tls_ = field("tls_ms");
  first_byte_ = field("first_byte_ms");
  certificate_days_ = field("certificate_days");
  certificate_expiring_ = field("certificate_expiring");
  error_ = field("error");
  hint_ = field("hint");
  for (const auto& column : columns) values_.push_back(field(column.name));
}

void ServiceRows::emit(sdk::Collect& call, std::string_view service, const Check& check) const {
  sdk::Row row = call.row(measurement_);
  row.tags(service)
      .set(up_, check.up)
      .set(status_, check.status)
      .set(status_code_, check.status_code)
      .set(latency_, check.latency_ms)
      .set(check_, in_ms(check.phases.total))
      .set(dns_, in_ms(check.phases.dns))
      .set(connect_, in_ms(check.phases.connect))
      .set(tls_, in_ms(check.phases.tls))
      .set(first_byte_, in_ms(check.phases.first_byte))
      .set(certificate_days_, check.certificate_days)
      .set(certificate_expiring_, check.certificate_expiring);
  set_text(row, error_, check.error);
  set_text(row, hint_, check.hint);
  for (std::size_t i = 0; i < values_.size(); ++i) set_value(row, values_[i], check.values[i]);
  row.emit();
}

}  // namespace livetap::services
