#include "agent/web/json_writer.hpp"
#include "agent/web/status.hpp"

namespace livetap::web {

namespace {

void write_verdict(JsonWriter& json, const std::optional<Verdict>& verdict) {
  json.key("verdict");
  if (verdict) {
    json.text(once::to_string(*verdict));
  } else {
    json.null();
  }
}

void write_reasons(JsonWriter& json, const Reasons& reasons) {
  json.object();
  for (const auto& [reason, count] : reasons) {
    json.key(reason).count(count);
  }
  json.end_object();
}

void write_card(JsonWriter& json, const MeasurementCard& card) {
  json.object().key("name").text(card.name);
  write_verdict(json, card.verdict);
  json.key("error").error(card.error).key("last_gather_ms").time(card.last_gather);
  json.key("duration_ms").integer(card.took.count()).key("rows").count(card.rows);
  json.key("series").count(card.series).key("gathers").count(card.gathers);
  json.key("failed_gathers").count(card.failed_gathers).key("dropped_rows");
  write_reasons(json, card.dropped_rows);
  json.end_object();
}

void write_card(JsonWriter& json, const ProbeCard& card) {
  json.object().key("name").text(card.name).key("plugin").text(card.plugin);
  write_verdict(json, card.verdict);
  json.key("phase").text(card.phase).key("error").error(card.error);
  json.key("last_gather_ms").time(card.last_gather).key("next_try_in_ms");
  if (card.next_try) {
    json.integer(card.next_try->count());
  } else {
    json.null();
  }
  json.key("restarts").count(card.restarts).key("measurements").array();
  for (const auto& part : card.measurements) {
    write_card(json, part);
  }
  json.end_array().end_object();
}

void write_card(JsonWriter& json, const SinkCard& card) {
  json.object().key("name").text(card.name);
  write_verdict(json, card.verdict);
  json.key("state").text(card.state).key("delivers").boolean(card.delivers);
  json.key("unit").text(card.unit).key("collected").count(card.collected);
  json.key("delivered").count(card.delivered).key("queued").count(card.queued).key("dropped");
  write_reasons(json, card.dropped);
  json.key("reconnects").count(card.reconnects).key("bytes").count(card.bytes);
  json.key("last_error").text(card.last_error).end_object();
}

void write_card(JsonWriter& json, const ConditionCard& card) {
  json.object().key("name").text(card.name);
  write_verdict(json, card.verdict);
  json.key("reason").text(card.reason).end_object();
}

void write_trouble(JsonWriter& json, const Status::Trouble& trouble) {
  json.object().key("name").text(trouble.name);
  write_verdict(json, trouble.verdict);
  json.key("error").error(trouble.error).end_object();
}

template <class Cards, class Write>
void write_list(JsonWriter& json, std::string_view key, const Cards& cards, Write write) {
  json.key(key).array();
  for (const auto& card : cards) {
    write(card);
  }
  json.end_array();
}

}  // namespace

std::string status_json(const Status& status) {
  std::string text;
  JsonWriter json(text);
  const auto card = [&](const auto& each) { write_card(json, each); };
  json.object().key("agent").text(status.agent).key("version").text(status.version);
  json.key("time_ms").time(status.now).key("started_ms").time(status.started);
  write_verdict(json, status.verdict());
  write_list(json, "troubles", status.troubles(),
             [&](const auto& trouble) { write_trouble(json, trouble); });
  write_list(json, "notes", status.notes, [&](const auto& note) { json.text(note); });
  write_list(json, "probes", status.probes, card);
  write_list(json, "sinks", status.sinks, card);
  write_list(json, "conditions", status.conditions, card);
  json.end_object();
  return text;
}

}  // namespace livetap::web
