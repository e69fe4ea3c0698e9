#include "agent/run/agent_page.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "agent/change/memory.hpp"
#include "agent/model/clocks.hpp"
#include "agent/run/checked_config.hpp"
#include "agent/run/condition_cards.hpp"
#include "agent/run/web_options.hpp"

namespace livetap {

namespace {

/// Rows that were left out, by reason.
web::Reasons dropped_rows(const LaneFacts& facts) {
  const auto& route = facts.route;
  return {{"duplicate", route.duplicate},   {"series_cap", route.series_cap},
          {"table_rows", route.table_rows}, {"bad_shape", route.bad_shape},
          {"worker", route.worker},         {"too_large", facts.too_large_rows}};
}

std::optional<web::Verdict> worse(const std::optional<web::Verdict>& a,
                                  const std::optional<web::Verdict>& b) {
  return a && b ? std::optional(once::worse(*a, *b)) : a ? a : b;
}

}  // namespace

AgentPage::AgentPage(boost::asio::io_context& io, const HttpConfig& http, Parts parts)
    : parts_(std::move(parts)),
      web_(io, web_options(http), {[this] { return status(); }, parts_.reload}),
      started_(clocks().steady) {
  web_.board().begin_with(parts_.earlier);
}

void AgentPage::set_measurement(const std::string& probe, Milliseconds interval,
                                const Measurement& shape) {
  web_.board().set(probe, shape, interval_of(shape, interval));
}

void AgentPage::set_probe(const std::string& probe, Milliseconds interval, const Schema& schema) {
  std::set<std::string_view> names;
  for (const auto& shape : schema) {
    names.insert(shape.name);
    if (!shape.late) {
      set_measurement(probe, interval, shape);
    }
  }
  web_.board().remove_if([&](const web::Panel& panel) {
    const auto& name = panel.shape().name;
    return panel.probe() == probe && !names.contains(name) && !is_own_measurement(name);
  });
}

void AgentPage::keep_probes(const std::vector<std::string>& names) {
  web_.board().remove_if([&](const web::Panel& panel) {
    return !is_own_measurement(panel.shape().name) &&
           std::find(names.begin(), names.end(), panel.probe()) == names.end();
  });
}

void AgentPage::set_notes(std::vector<std::string> notes) {
  notes_ = std::move(notes);
  web_.status_changed();
}

void AgentPage::gathered(const std::string& measurement, const Gather& gather,
                         const Snapshot* snapshot) {
  if (snapshot != nullptr) {
    web_.board().take(measurement, *snapshot);
  }
  const bool fails = gather.error.has_value();
  bool turned = std::exchange(failing_[measurement], fails) != fails;
  if (!turned && web_.watched()) {
    const auto before = judged_[measurement].judgement;
    turned = judgement_of(measurement) != before;
  }
  if (turned || measurement == "condition") {
    web_.status_changed();
  }
}

const web::Judgement& AgentPage::judgement_of(const std::string& measurement) {
  auto& known = judged_[measurement];
  const auto* panel = web_.board().find(measurement);
  if (panel != nullptr && panel->newest() && panel->newest()->time != known.time) {
    known = {panel->newest()->time, web::judge(*panel)};
  }
  return known.judgement;
}

web::MeasurementCard AgentPage::measurement_card(std::size_t probe, std::uint32_t index,
                                                 const std::string& name) {
  web::MeasurementCard card;
  card.name = name;
  const auto* entry = parts_.probes.find(parts_.config.probes[probe].name, name);
  if (entry == nullptr || !entry->up) {
    return card;
  }
  const auto& judgement = judgement_of(name);
  card.verdict = entry->error ? web::Verdict::fail : judgement.verdict;
  card.error = entry->error ? entry->error : judgement.error;
  card.last_gather = on_wall(entry->last, clocks());
  card.took = entry->took;
  card.rows = entry->rows;
  card.gathers = entry->gathers;
  card.failed_gathers = entry->failed;
  card.rows_total = entry->rows_total;
  card.took_total = entry->took_total;
  const auto facts = parts_.pipeline.facts(probe, index);
  card.series = facts.series;
  card.dropped_rows = dropped_rows(facts);
  return card;
}

web::ProbeCard AgentPage::probe_card(std::size_t index) {
  web::ProbeCard card;
  card.name = parts_.config.probes[index].name;
  card.plugin = parts_.config.probes[index].plugin;
  if (index >= parts_.fleet.size()) {
    return card;
  }
  const auto state = parts_.fleet.state(index);
  card.phase = state.phase;
  card.restarts = state.restarts;
  card.next_try = state.next_start;
  card.error = state.error;
  if (state.error) {
    card.verdict = web::Verdict::fail;
  }
  const auto* schema = parts_.fleet.schema(index);
  for (std::uint32_t i = 0; schema != nullptr && i < schema->size(); ++i) {
    auto part = measurement_card(index, i, (*schema)[i].name);
    const bool worst = part.verdict && part.verdict > card.verdict;
    card.verdict = worse(card.verdict, part.verdict);
    card.error = worst && part.error ? part.error : card.error;
    card.last_gather = std::max(card.last_gather, part.last_gather);
    card.measurements.push_back(std::move(part));
  }
  return card;
}

web::Status AgentPage::status() {
  web::Status status;
  status.agent = parts_.config.agent.name;
  status.version = LIVETAP_VERSION;
  // Ages hold though the wall clock steps: they are known by the steady one.
  const auto now = clocks();
  status.now = now.wall;
  status.started = on_wall(started_, now);
  for (std::size_t i = 0; i < parts_.config.probes.size(); ++i) {
    status.probes.push_back(probe_card(i));
  }
  status.sinks = parts_.sinks();
  if (const auto* conditions = web_.board().find("condition")) {
    status.conditions = condition_cards(*conditions);
  }
  status.notes = notes_;
  return status;
}

}  // namespace livetap
