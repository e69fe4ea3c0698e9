#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "agent/history/history_columns.hpp"
#include "history_fixture.hpp"

using namespace livetap;
using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

constexpr WallTime end{Milliseconds(1'764'072'000'000)};  // 2025-11-25 12:00:00

Field field(const char* name, FieldType type, FieldKind kind = FieldKind::gauge) {
  Field made;
  made.name = name;
  made.type = type;
  made.kind = kind;
  return made;
}

// The rabbitmq probe's, which is nine tenths of what the reference system makes.
Measurement queue_of_rabbitmq() {
  Measurement shape;
  shape.name = "rabbitmq_queue";
  shape.tags = {"vhost", "queue"};
  for (const char* count : {"messages", "ready", "unacked", "consumers", "memory"}) {
    shape.fields.push_back(field(count, FieldType::i64));
  }
  for (const char* rate : {"publish_rate", "deliver_rate", "ack_rate", "taken_rate"}) {
    shape.fields.push_back(field(rate, FieldType::f64));
  }
  shape.fields.push_back(field("lagging", FieldType::boolean, FieldKind::state));
  shape.fields.push_back(field("state", FieldType::text, FieldKind::text));
  shape.fields.push_back(field("reason", FieldType::text, FieldKind::text));
  return shape;
}

std::string text(WallTime time) {
  return *sql::time_text(time);
}

// 60 queues each 10 s of one day, straight into the table. A third of the gauges moved within their
// slot, as rates do; the others have no spread.
std::string rows_of_day(WallTime from) {
  std::string columns;
  std::string values;
  for (const auto& field : queue_of_rabbitmq().fields) {
    const auto gauge = [&](const char* value, const char* width) {
      columns += fmt::format(", {0}, {0}_min, {0}_max", field.name);
      values += fmt::format(", {0}, {0} - {1}, {0} + {1}", value, width);
    };
    if (field.name.ends_with("_rate")) {
      gauge("r", "case when r < 17 then 1 end");
    } else if (field.is_number()) {
      gauge("round(r)", "case when r < 17 then 1 end");
    } else {
      columns += ", " + field.name;
      values += field.type == FieldType::boolean ? ", false"
                : field.name == "state"          ? ", 'running'"
                                                 : ", null";
    }
  }
  return fmt::format(
      "insert into livetap.rabbitmq_queue (time, agent, _batches, vhost, queue{}) select t, "
      "'desk', "
      "10, '/', 'trading.queue.' || q{} "
      "from generate_series('{}'::timestamptz, '{}'::timestamptz - interval '10s', '10s') t, "
      "generate_series(1, 60) q, lateral (select random() * 50 + 0 * q as r) random",
      columns, values, text(from), text(from + 24h));
}

std::string database_process(shipper::Session& session) {
  return session.run("select pg_backend_pid()").value().at(0).at(0).value();
}

// What the session's process in the server has used: the machine may be busy with other things.
double cpu_ms(const std::string& process) {
  std::ifstream file("/proc/" + process + "/stat");
  std::string text;
  std::getline(file, text);
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) * 1000 / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

TEST_CASE("a month of the reference system is read within what an operator waits") {
  const int days = std::getenv("LIVETAP_NIGHTLY") != nullptr ? 30 : 1;
  HistoryDatabase database;
  auto session = database.session();
  shipper::HistoryStore history(session, {"livetap", "desk", 24h * 40, 24h});
  REQUIRE(history.begin({}).has_value());
  // The tables come with a first row, as they do for the agent.
  for (int day = days; day >= 1; --day) {
    auto sample = queue_sample(1, end - 24h * day, {});
    sample.shape = std::make_shared<const Measurement>(history_columns(queue_of_rabbitmq()));
    auto batch = batch_of({sample}, 0);
    batch.run = std::to_string(day);
    batch.tables[0].days.insert(sql::day_of(end - 24h * (day - 1)));
    REQUIRE(*history.ship(batch));
    REQUIRE(session.run(rows_of_day(end - 24h * day)).has_value());
  }
  REQUIRE(session.run("update livetap._rollup set stale = true, newest = '" + text(end) + "'")
              .has_value());
  bool more = true;
  while (more) {
    const auto made = history.maintenance().make_rollups();
    REQUIRE_FALSE(made.failure);
    more = made.more;
  }
  REQUIRE(session.run("analyze").has_value());

  const auto backend = database_process(session);
  const auto took = [&](const std::string& step, Milliseconds span) {
    const auto sql = fmt::format(
        "select time, queue, messages, publish_rate, lagging from livetap.rabbitmq_queue_by('{}', "
        "'{}', '{}')",
        step, text(end - span), text(end));
    const auto begun = std::chrono::steady_clock::now();
    const auto cpu = cpu_ms(backend);
    const auto rows = session.run(sql);
    REQUIRE(rows.has_value());
    const auto used = cpu_ms(backend) - cpu;
    const std::chrono::duration<double, std::milli> waited =
        std::chrono::steady_clock::now() - begun;
    MESSAGE(days << " d; " << step << " over " << span.count() / 3'600'000 << " h: " << rows->size()
                 << " rows, " << used << " ms of the server, " << waited.count() << " ms in all");
    CHECK(rows->size() > 0);
    return used;
  };
  CHECK(took("10s", 1h) < 300);
  CHECK(took("1 minute", 1h) < 300);
  CHECK(took("1 minute", 24h) < 3000);
  CHECK(took("10 minutes", 24h * 7) < 3000);
  CHECK(took("30 minutes", 24h * 30) < 3000);
  CHECK(took("1 hour", 24h * 30) < 3000);
  const auto size = [&](const std::string& tables) {
    return database.value(
        "select coalesce(sum(pg_total_relation_size(oid)), 0) / 1048576 from pg_class where "
        "relkind = 'r' and relname ~ '" +
        tables + "'");
  };
  MESSAGE("MiB: rows " << size("^_rabbitmq_queue_") << ", minutes " << size("_minute$")
                       << ", hours " << size("_hour$"));
}
