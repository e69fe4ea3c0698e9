#include <doctest/doctest.h>

#include <algorithm>
#include <pqxx/pqxx>

#include "agent/history/history_columns.hpp"
#include "agent/history/slot.hpp"
#include "agent/model/clocks.hpp"
#include "integration/grafana/sql_panels.hpp"
#include "integration/history/history_fixture.hpp"

using namespace livetap;
using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

constexpr auto every = 10s;

Field gauge(const char* name, FieldType type = FieldType::f64) {
  Field field;
  field.name = name;
  field.type = type;
  return field;
}

Field state(const char* name, FieldType type, bool Field::*verdict = nullptr) {
  auto field = gauge(name, type);
  field.kind = FieldKind::state;
  if (verdict != nullptr) field.*verdict = true;
  return field;
}

// A measurement with one series, its values in a calm batch, and those of the one batch of a second
// that matters.
struct Source {
  Measurement measurement;
  std::vector<Value> calm;
  std::vector<Value> bad;
};

Source source(const char* name, std::vector<std::string> tags, std::vector<Field> fields,
              std::vector<Value> calm, std::vector<Value> bad) {
  Measurement measurement;
  measurement.name = name;
  measurement.tags = std::move(tags);
  measurement.fields = std::move(fields);
  return {std::move(measurement), std::move(calm), std::move(bad)};
}

std::vector<Source> sources() {
  using namespace std::string_view_literals;
  const auto up = [](const char* name) {
    return state(name, FieldType::boolean, &Field::fail_if_false);
  };
  const auto bad_when_true = [](const char* name) {
    return state(name, FieldType::boolean, &Field::warn_if_true);
  };
  return {
      source("rabbitmq_queue", {"vhost", "queue"},
             {gauge("messages", FieldType::i64), gauge("publish_rate"), gauge("taken_rate"),
              bad_when_true("lagging")},
             {std::int64_t{10}, 5.0, 5.0, false}, {std::int64_t{10'000}, 5.0, 5.0, true}),
      source("rabbitmq_node", {"node"},
             {gauge("memory", FieldType::i64), bad_when_true("blocked"), up("running")},
             {std::int64_t{100}, false, true}, {std::int64_t{900}, true, true}),
      source("service", {"service"}, {up("up"), gauge("latency_ms")}, {true, 2.0}, {false, 700.0}),
      source("postgres", {}, {up("up"), gauge("connections_used"), gauge("connections_allowed")},
             {true, 7.0, 100.0}, {false, 99.0, 100.0}),
      source("websocket", {"endpoint"},
             {up("connected"), state("state", FieldType::text), gauge("message_rate"),
              gauge("lag_ms"), gauge("silence_ms"), gauge("ping_ms")},
             {true, "connected"sv, 5.0, 3.0, 200.0, 1.0},
             {false, "reconnecting"sv, 0.0, 4'000.0, 9'000.0, 3'000.0}),
      source("order_flow", {},
             {gauge("fill_ratio"), gauge("reject_ratio"), gauge("delay_ms"), gauge("delay_max_ms")},
             {0.9, 0.1, 50.0, 80.0}, {0.2, 0.8, 60.0, 12'000.0}),
      source("probe", {"probe", "measurement"}, {up("up"), gauge("duration_ms")}, {true, 4.0},
             {false, 1'900.0}),
  };
}

CheckedRows batch(const Source& source, const std::vector<Value>& values) {
  CheckedRows batch;
  batch.rows = RowBlock(source.measurement.tags.size(), values.size());
  batch.rows.begin_row();
  for (std::size_t i = 0; i < source.measurement.tags.size(); ++i) batch.rows.add_tag("one");
  for (const auto& value : values) batch.rows.add(value);
  batch.series = {1};
  return batch;
}

// The slot that begins at `time`, with a batch each second.
journal::SampleRow slot(const Source& source, std::int64_t id, WallTime time, bool is_bad) {
  Slot made(source.measurement);
  for (int second = 0; second < 10; ++second) {
    made.add(batch(source, is_bad && second == 4 ? source.bad : source.calm));
  }
  journal::SampleRow sample;
  sample.id = id;
  sample.taken = sample.time = time;
  sample.shape = std::make_shared<const Measurement>(history_columns(source.measurement));
  sample.rows = made.rows();
  return sample;
}

// Calm slots, twice a day for a month and without a gap for the last two hours; half an hour ago a
// second in which everything was bad.
class MonthWithOneBadSecond {
 public:
  MonthWithOneBadSecond() : session_(database_.session()), store_(session_, options()) {
    REQUIRE(store_.begin({"r"}).has_value());
    for (const auto& source : sources()) ship(source);
    for (bool more = true; more;) {
      const auto made = store_.maintenance().make_rollups();
      REQUIRE_FALSE(made.failure);
      more = made.more;
    }
  }

  pqxx::result ask(const SqlPanel& panel, const std::string& range, int step_s) {
    pqxx::connection connection(database_.server().url_with_password("postgres", "livetap"));
    pqxx::nontransaction work(connection);
    work.exec("set timezone = 'UTC'");
    return work.exec(expanded(with_values(panel.sql, {{"agent", "'desk'"}}), range, step_s));
  }

 private:
  static shipper::HistoryOptions options() { return {"livetap", "desk", 24h * 40, 24h * 7}; }

  void ship(const Source& source) {
    const auto now = WallTime(every * (clocks().wall.time_since_epoch() / every));
    std::vector<journal::SampleRow> samples;
    auto id = shipped_;
    for (auto time = now - 24h * 29; time < now - 3h; time += 12h) {
      samples.push_back(slot(source, ++id, time, false));
    }
    for (auto time = now - 2h; time < now; time += every) {
      samples.push_back(slot(source, ++id, time, time == now - 30min));
    }
    const auto taken = store_.ship(batch_of(std::move(samples), shipped_));
    REQUIRE(taken.has_value());
    REQUIRE(*taken);
    shipped_ = id;
  }

  HistoryDatabase database_;
  shipper::Session session_;
  shipper::HistoryStore store_;
  std::int64_t shipped_ = 0;
};

// A panel by the uid of its dashboard and its id, which stay: what its first or other query gives.
SqlPanel panel(const std::string& dashboard, int id, const std::string& query = "A") {
  for (const auto& panel : sql_panels("livetap-history")) {
    if (panel.dashboard == dashboard && panel.id == id && panel.query == query) return panel;
  }
  FAIL("no panel " << id << " (" << query << ") in " << dashboard);
  return {};
}

// With its capitals: pqxx takes a name without quotes for one in small letters.
std::string exactly(const std::string& column) {
  return '"' + column + '"';
}

std::vector<std::string> values(const pqxx::result& rows, const std::string& column) {
  std::vector<std::string> values;
  for (const auto& row : rows) {
    const auto field = row[exactly(column)];
    values.push_back(field.is_null() ? "null" : field.c_str());
  }
  return values;
}

double highest(const pqxx::result& rows, const std::string& column) {
  double highest = 0;
  for (const auto& row : rows) {
    highest = std::max(highest, row[exactly(column)].as<double>(0));
  }
  return highest;
}

bool shows(const pqxx::result& rows, const std::string& column, const std::string& value) {
  const auto all = values(rows, column);
  return std::find(all.begin(), all.end(), value) != all.end();
}

}  // namespace

TEST_CASE(
    "a second in which everything was bad is on every panel, over an hour, a day and a month") {
  MonthWithOneBadSecond month;
  const std::string history = "livetap-trading-history";
  struct Chart {
    SqlPanel panel;
    std::string column;
    double highest;
  };
  const Chart charts[] = {
      {panel(history, 20), "messages", 10'000},
      {panel(history, 25), "latency_ms", 700},
      {panel(history, 12), "rejected", 0.8},
      {panel(history, 13), "longest", 12'000},
      {panel(history, 27), "used, highest", 99},
      {panel(history, 28), "memory", 900},
      {panel(history, 33), "lag, highest", 4'000},
      {panel(history, 33), "ping, highest", 3'000},
      {panel(history, 37), "silence", 9'000},
      {panel("livetap-agent", 13), "duration_ms", 1'900},
  };
  struct Timeline {
    SqlPanel panel;
    std::string column;
    std::string bad;
  };
  const Timeline timelines[] = {
      {panel(history, 22), "lagging", "t"},          {panel(history, 24), "up", "f"},
      {panel(history, 29), "PostgreSQL", "0"},       {panel(history, 29, "B"), "health", "2"},
      {panel(history, 31), "state", "disconnected"}, {panel("livetap-agent", 14), "up", "0"},
  };
  for (const auto& [range, step_s] : {std::pair("1 hour", 10), {"1 day", 300}, {"30 days", 7200}}) {
    INFO(range);
    for (const auto& chart : charts) {
      INFO(chart.panel.name << ", " << chart.column);
      CHECK(highest(month.ask(chart.panel, range, step_s), chart.column) == chart.highest);
    }
    for (const auto& timeline : timelines) {
      INFO(timeline.panel.name);
      const auto rows = month.ask(timeline.panel, range, step_s);
      CHECK(shows(rows, timeline.column, timeline.bad));
      if (std::string(range) == "1 hour") CHECK(values(rows, timeline.column).size() > 300);
    }
  }
}

TEST_CASE("a bad second costs the uptime a minute, over an hour as over a month") {
  MonthWithOneBadSecond month;
  const auto uptime = [&](const std::string& range) {
    return highest(month.ask(panel("livetap-trading-history", 26), range, 60), "up");
  };
  CHECK(uptime("1 hour") == doctest::Approx(1 - 1.0 / 60).epsilon(0.001));
  CHECK(uptime("30 days") == doctest::Approx(1 - 1.0 / (120 + 58)).epsilon(0.001));
}
