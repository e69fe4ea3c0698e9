#include "integration/web/sample_system.hpp"

#include <algorithm>
#include <utility>

namespace livetap::test {

namespace {

using namespace std::chrono_literals;

Field field(std::string name, FieldType type, FieldKind kind, std::string unit, std::string doc) {
  Field made;
  made.name = std::move(name);
  made.type = type;
  made.kind = kind;
  made.unit = std::move(unit);
  made.doc = std::move(doc);
  made.trend = type != FieldType::text;
  return made;
}

Field gauge(std::string name, std::string unit, std::string doc = "") {
  return field(std::move(name), FieldType::f64, FieldKind::gauge, std::move(unit), std::move(doc));
}

Field text(std::string name, std::string doc = "") {
  return field(std::move(name), FieldType::text, FieldKind::text, "none", std::move(doc));
}

Field flag(std::string name, bool fail_if_false, std::string doc) {
  auto made = field(std::move(name), FieldType::boolean, FieldKind::state, "none", std::move(doc));
  made.fail_if_false = fail_if_false;
  made.warn_if_true = !fail_if_false;
  return made;
}

Measurement measurement(std::string name, std::string doc, std::vector<std::string> tags,
                        std::vector<Field> fields) {
  Measurement made;
  made.name = std::move(name);
  made.doc = std::move(doc);
  made.tags = std::move(tags);
  made.fields = std::move(fields);
  made.on_empty = OnEmpty::nothing;
  return made;
}

Measurement queue_shape() {
  auto reason = text("reason", "why it lags");
  reason.reason = true;
  auto state = text("state", "as the broker says");
  state.kind = FieldKind::state;
  state.trend = true;
  return measurement(
      "rabbitmq_queue", "Every queue of the broker.", {"vhost", "queue"},
      {gauge("messages", "short", "ready and unacked"), gauge("ready", "short"),
       gauge("publish_rate", "cps"), gauge("ack_rate", "cps"), gauge("memory", "bytes"),
       field("published", FieldType::i64, FieldKind::counter, "short", "messages since the start"),
       flag("lagging", false, "depth or rate beyond its limit"), state, reason});
}

Measurement service_shape() {
  auto error = text("error", "what is wrong");
  error.reason = true;
  auto status = text("status");
  status.kind = FieldKind::state;
  status.trend = true;
  return measurement("service", "The health of each service.", {"service"},
                     {flag("up", true, "whether it answers and is well"), status,
                      gauge("latency_ms", "ms", "of the whole answer"),
                      gauge("first_byte_ms", "ms"), text("version"), error});
}

Measurement signal_table() {
  auto made = measurement("recent_signals", "The newest trading signals.", {},
                          {field("at", FieldType::time, FieldKind::gauge, "dateTimeAsIso", ""),
                           text("asset"), text("side"), gauge("price", "currencyUSD")});
  made.table = true;
  return made;
}

const std::vector<std::string> queue_names{"orders", "executions", "signals", "audit", "retry"};
const std::vector<std::string> service_names{"feature-service", "model-service", "order-manager",
                                             "position-manager", "ws-gateway"};

}  // namespace

SampleSystem::SampleSystem(std::size_t many) : many_(many) {
  add("rabbitmq", queue_shape());
  add("services", service_shape());
  add("trading", signal_table());
  auto sinks = measurement("livetap", "What became of the messages for each sink.", {"sink"},
                           {field("delivered", FieldType::i64, FieldKind::counter, "short", ""),
                            gauge("queued", "short")});
  add("livetap", sinks);
  if (many_ > 0) {
    add("many", measurement("many", "More series than anybody can look at.", {"name"},
                            {gauge("value", "short"), gauge("other", "percent"), text("note")}));
  }
}

void SampleSystem::add(std::string probe, Measurement shape) {
  auto lane = std::make_unique<Lane>();
  lane->probe = std::move(probe);
  lane->shape = std::move(shape);
  lane->route = std::make_unique<Route>(lane->shape, lane->cap);
  lanes_.push_back(std::move(lane));
}

double SampleSystem::wander(double& value, double least, double most, double by) {
  value += std::uniform_real_distribution<double>(-by, by)(dice_);
  value = std::clamp(value, least, most);
  return value;
}

void SampleSystem::begin(web::Board& board, std::chrono::milliseconds interval) {
  for (const auto& lane : lanes_) {
    board.set(lane->probe, lane->shape, interval);
  }
  const auto wall = std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
  const auto steady = std::chrono::steady_clock::now();
  started_ = wall - 301s;
  for (auto ago = std::chrono::milliseconds(300000); ago > 0ms; ago -= 1000ms) {
    gather_all(board, wall - ago, steady - ago);
  }
}

bool SampleSystem::step(web::Board& board) {
  gather_all(board, std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now()),
             std::chrono::steady_clock::now());
  bool changed = false;
  for (const auto& [name, down] : down_) {
    if (std::exchange(told_down_[name], down) != down) {
      changed = true;
      Event event{newest_,
                  down ? Severity::error : Severity::info,
                  down ? "service_down" : "service_up",
                  name,
                  down ? "refuses connections; was up for 5 min" : "well again",
                  ""};
      event.probe = "services";
      board.add(event);
    }
  }
  return changed;
}

void SampleSystem::gather_all(web::Board& board, WallTime wall, SteadyTime steady) {
  ++round_;
  newest_ = wall;
  if (round_ % 3 == 0) {
    add_signal(round_ % 2 == 0 ? "BTC-USD" : "ETH-USD");
    const auto& signal = signals_.front();
    board.add({wall, Severity::info, "signal", "trading", signal.side + " " + signal.asset,
               R"({"confidence": 0.71})", "trading"});
  }
  for (const auto& lane : lanes_) {
    const auto& name = lane->shape.name;
    auto rows = name == "rabbitmq_queue"   ? queues()
                : name == "service"        ? services()
                : name == "recent_signals" ? signals(wall)
                : name == "livetap"        ? agent()
                                           : many();
    gather(board, *lane, std::move(rows), wall, steady);
  }
}

void SampleSystem::gather(web::Board& board, Lane& lane, RowBlock rows, WallTime wall,
                          SteadyTime steady) {
  Gather gather;
  gather.time = wall;
  gather.rows = std::move(rows);
  board.take(lane.shape.name, lane.route->accept(gather, steady));
}

RowBlock SampleSystem::queues() {
  RowBlock rows(2, 9);
  for (const auto& name : queue_names) {
    const bool lags = name == "retry" && round_ % 120 > 60;
    auto& depth = figures_["depth " + name];
    auto& rate = figures_["rate " + name];
    const double messages =
        lags ? 1400 + static_cast<double>(round_ % 120) * 9 : wander(depth, 0, 400, 12);
    rows.begin_row();
    rows.add_tag("/");
    rows.add_tag(name);
    rows.add(messages);
    rows.add(messages * 0.8);
    rows.add(wander(rate, 2, 90, 4));
    rows.add(lags ? 0.4 : rate);
    rows.add(20000 + messages * 900);
    rows.add(static_cast<std::int64_t>(round_ * (name.size() + 7)));
    rows.add(lags);
    rows.add(std::string_view("running"));
    rows.add(lags ? Value{std::string_view("1 480 messages wait; none is taken")} : Value{});
  }
  return rows;
}

RowBlock SampleSystem::services() {
  RowBlock rows(1, 6);
  for (const auto& name : service_names) {
    const bool down = down_.contains(name) && down_.at(name);
    auto& latency = figures_["latency " + name];
    rows.begin_row();
    rows.add_tag(name);
    rows.add(!down);
    rows.add(std::string_view(down ? "refused" : "healthy"));
    rows.add(down ? Value{} : Value{3 + wander(latency, 0, 60, 3)});
    rows.add(down ? Value{} : Value{2 + latency * 0.6});
    rows.add(std::string_view("2.4.1"));
    rows.add(down ? Value{std::string_view("refuses connections: nothing listens there")}
                  : Value{});
  }
  return rows;
}

void SampleSystem::add_signal(const std::string& asset) {
  auto& price = figures_["price " + asset];
  price = price == 0 ? 64000 : price;
  signals_.push_front(
      {newest_, asset, round_ % 4 < 2 ? "buy" : "sell", wander(price, 100, 9e4, 40)});
  if (signals_.size() > 100) {
    signals_.pop_back();
  }
}

RowBlock SampleSystem::signals(WallTime) {
  RowBlock rows(0, 4);
  for (const auto& signal : signals_) {
    rows.begin_row();
    rows.add(static_cast<std::int64_t>(signal.at.time_since_epoch().count()));
    rows.add(std::string_view(signal.asset));
    rows.add(std::string_view(signal.side));
    rows.add(signal.price);
  }
  return rows;
}

RowBlock SampleSystem::agent() {
  RowBlock rows(1, 2);
  rows.begin_row();
  rows.add_tag("grafana");
  rows.add(round_ * 41);
  rows.add(0.0);
  return rows;
}

RowBlock SampleSystem::many() {
  RowBlock rows(1, 3);
  for (std::size_t i = 0; i < many_; ++i) {
    rows.begin_row();
    rows.add_tag("series-" + std::to_string(i));
    rows.add(static_cast<double>((round_ * static_cast<std::int64_t>(i % 17 + 1)) % 100));
    rows.add(static_cast<double>(i % 100));
    rows.add(std::string_view(i % 2 == 0 ? "even" : "odd"));
  }
  return rows;
}

web::Status SampleSystem::status() const {
  web::Status status;
  status.agent = "trading-1";
  status.version = "0.1.0";
  status.now = std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
  status.started = started_;
  for (const auto& lane : lanes_) {
    if (lane->probe == "livetap") {
      continue;
    }
    web::ProbeCard probe;
    probe.name = lane->probe;
    probe.plugin = lane->probe == "trading" ? "postgres" : lane->probe;
    probe.phase = "idle";
    probe.verdict = web::Verdict::ok;
    probe.last_gather = newest_;
    web::MeasurementCard card;
    card.name = lane->shape.name;
    card.verdict = web::Verdict::ok;
    card.last_gather = newest_;
    card.took = 12ms;
    card.series = lane->route->series();
    card.rows = card.series;
    card.gathers = lane->route->counters().gathers;
    card.rows_total = lane->route->counters().passed;
    card.took_total = 12ms * static_cast<int>(card.gathers);
    card.dropped_rows = {{"series_cap", 0}};
    for (const auto& [name, down] : down_) {
      if (down && lane->probe == "services") {
        probe.verdict = card.verdict = web::Verdict::fail;
        probe.error = card.error =
            Error{ErrorKind::unavailable, name + ": refuses connections: nothing listens there",
                  "is it running? systemctl status " + name, ""};
      }
    }
    if (lane->probe == "rabbitmq" && round_ % 120 > 60) {
      probe.verdict = card.verdict = web::Verdict::warn;
      probe.error = card.error =
          Error{ErrorKind::unavailable, "/, retry: 1 480 messages wait; none is taken",
                "is a consumer attached to it?", ""};
    }
    probe.measurements.push_back(card);
    status.probes.push_back(std::move(probe));
  }
  web::SinkCard sink;
  sink.name = "grafana";
  sink.verdict = web::Verdict::ok;
  sink.state = "connected";
  sink.delivers = true;
  sink.unit = "messages";
  sink.collected = static_cast<std::uint64_t>(round_ * 41);
  sink.delivered = sink.collected - 3;
  sink.dropped = {{"superseded", 3}, {"queue_full", 0}, {"too_large", 0}};
  sink.bytes = sink.delivered * 1200;
  status.sinks.push_back(sink);
  return status;
}

}  // namespace livetap::test
