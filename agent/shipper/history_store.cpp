#include "agent/shipper/history_store.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>

#include "agent/shipper/failure_words.hpp"
#include "agent/sql/columns.hpp"
#include "agent/sql/copy_text.hpp"
#include "agent/sql/history_schema.hpp"
#include "agent/sql/quoting.hpp"
#include "agent/sql/rollup_sql.hpp"
#include "agent/sql/table_sql.hpp"

namespace livetap::shipper {

namespace {

constexpr std::chrono::days ahead{2};

std::int64_t number(const std::optional<std::string>& text) {
  std::int64_t value = 0;
  if (text) {
    std::from_chars(text->data(), text->data() + text->size(), value);
  }
  return value;
}

bool is_true(const Rows& rows, std::size_t column) {
  return !rows.empty() && column < rows[0].size() && rows[0][column] == "t";
}

WallTime wall_now() {
  return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

HistoryStore::HistoryStore(Session& session, std::string schema, std::string agent,
                           Milliseconds retention)
    : session_(session),
      schema_(std::move(schema)),
      agent_(std::move(agent)),
      retention_(retention) {}

sql::Day HistoryStore::oldest(WallTime now) const {
  return sql::day_of(now - retention_);
}

std::optional<Failure> HistoryStore::run(const std::string& statement) {
  const auto done = session_.run(statement);
  return done ? std::nullopt : std::optional(done.error());
}

std::optional<Failure> HistoryStore::run(const sql::Steps& steps) {
  for (const auto& step : steps) {
    if (auto failure = run(step.sql)) {
      return with_cure(*std::move(failure), step);
    }
  }
  return std::nullopt;
}

template <class Work>
std::optional<Failure> HistoryStore::in_transaction(Work work) {
  if (auto failure = run("begin")) {
    return failure;
  }
  if (auto failure = work()) {
    if (!failure->code.empty()) {
      run("rollback");
    }
    return failure;
  }
  return run("commit");
}

Outcome<HistoryStore::Found> HistoryStore::look() {
  const auto rows = session_.run(sql::schema_query(schema_));
  if (!rows) {
    return with_cure(rows.error(), {"", fmt::format("GRANT USAGE, CREATE ON SCHEMA {} TO {}",
                                                    schema_, session_.target().user())});
  }
  return Found{is_true(*rows, 0), is_true(*rows, 1), is_true(*rows, 2)};
}

sql::Steps HistoryStore::missing(const Found& found) const {
  if (found.tables && found.event_counts) {
    return {};
  }
  auto steps = sql::make_schema(schema_, found.schema, session_.target().user(),
                                session_.target().database());
  if (!found.event_counts) {
    for (auto& step : sql::create_rollups(schema_, sql::counted_events())) {
      steps.push_back(std::move(step));
    }
    steps.push_back({sql::note_all_events(schema_), ""});
  }
  return steps;
}

Outcome<Positions> HistoryStore::begin() {
  shapes_.clear();
  partitions_.clear();
  const auto found = look();
  if (!found) {
    return found.error();
  }
  if (!missing(*found).empty()) {
    const auto made = in_transaction([&]() -> std::optional<Failure> {
      if (auto failure = run(sql::lock_shape(schema_))) {
        return failure;
      }
      const auto left = look();  // another agent may have been at it
      return left ? run(missing(*left)) : std::optional(left.error());
    });
    if (made) {
      return *made;
    }
  }
  const auto rows = session_.run(fmt::format("select run, sample, event from {} where agent = {}",
                                             sql::quoted_name(schema_, sql::position_table),
                                             sql::quoted_text(agent_)));
  if (!rows) {
    return with_cure(rows.error(),
                     {"", fmt::format("ALTER TABLE {}.{} OWNER TO {}, and so for every table there",
                                      schema_, sql::position_table, session_.target().user())});
  }
  Positions positions;
  for (const auto& row : *rows) {
    positions[row[0].value_or("")] = {number(row[1]), number(row[2])};
  }
  return positions;
}

std::optional<Failure> HistoryStore::try_out() {
  const auto found = look();
  if (!found) {
    return found.error();
  }
  if (auto failure = run("begin")) {
    return failure;
  }
  Measurement probe;
  probe.name = "_check";
  probe.fields.emplace_back().name = "value";
  auto steps = missing(*found);
  for (auto& step : sql::create_table(schema_, probe)) {
    steps.push_back(std::move(step));
  }
  steps.push_back(
      {fmt::format("insert into {} (agent, run, sample, event) values ({}, '', 0, 0)",
                   sql::quoted_name(schema_, sql::position_table), sql::quoted_text(agent_)),
       fmt::format("ALTER TABLE {}.{} OWNER TO {}", schema_, sql::position_table,
                   session_.target().user())});
  auto failure = run(steps);
  if (!failure || !failure->code.empty()) {
    run("rollback");
  }
  return failure;
}

Outcome<bool> HistoryStore::ship(const Batch& batch) {
  if (auto failure = make_ready(batch)) {
    return *std::move(failure);
  }
  bool taken = false;
  if (auto failure = in_transaction([&] { return write(batch, taken); })) {
    if (failure->is("42P01") || failure->is("42703") || failure->is("23514")) {
      // Somebody dropped a table, a column or a day: looked at anew the next time.
      shapes_.clear();
      partitions_.clear();
    }
    return *std::move(failure);
  }
  return taken;
}

std::optional<Failure> HistoryStore::make_ready(const Batch& batch) {
  for (const auto& table : batch.tables) {
    const auto known = shapes_.find(table.shape->name);
    using Kind = sql::TableChange::Kind;
    if (known == shapes_.end() ||
        sql::table_change(known->second, *table.shape).kind != Kind::none) {
      if (auto failure = change_table(*table.shape)) {
        return failure;
      }
    }
    if (auto failure = add_days(table.shape->name, table.days)) {
      return failure;
    }
  }
  return add_days(sql::event_table, batch.event_days);
}

std::optional<Failure> HistoryStore::change_table(const Measurement& wanted) {
  sql::TableChange change;
  auto failure = in_transaction([&]() -> std::optional<Failure> {
    if (auto locked = run(sql::lock_shape(schema_))) {
      return locked;
    }
    const auto rows = session_.run(sql::columns_query(schema_, wanted.name));
    if (!rows) {
      return rows.error();
    }
    change = sql::table_change(sql::known_shape(wanted.name, *rows), wanted);
    using Kind = sql::TableChange::Kind;
    if (change.kind == Kind::replace) {
      spdlog::warn("history: {}.{}: {}; its table is kept as {}_until_…", schema_, wanted.name,
                   change.reason, wanted.name);
      if (auto kept = run(sql::set_table_aside(schema_, wanted.name, wall_now()))) {
        return kept;
      }
    }
    if (change.kind == Kind::create || change.kind == Kind::replace) {
      return run(sql::create_table(schema_, change.shape));
    }
    return change.kind == Kind::widen ? run(sql::widen_table(schema_, change.shape, change.added))
                                      : std::nullopt;
  });
  if (failure) {
    return failure;
  }
  std::erase_if(partitions_, [&](const auto& one) { return one.first == wanted.name; });
  shapes_[wanted.name] = std::move(change.shape);
  return std::nullopt;
}

std::optional<Failure> HistoryStore::add_days(const std::string& table,
                                              const std::set<sql::Day>& days) {
  for (const auto day : days) {
    if (partitions_.contains({table, day})) {
      continue;
    }
    auto failure = in_transaction([&]() -> std::optional<Failure> {
      if (auto locked = run(sql::lock_shape(schema_))) {
        return locked;
      }
      return run(sql::add_partition(schema_, table, day));
    });
    if (failure) {
      return failure;
    }
    partitions_.insert({table, day});
  }
  return std::nullopt;
}

std::optional<Failure> HistoryStore::write(const Batch& batch, bool& taken) {
  const auto position = take_position(batch);
  if (!position || !*position) {
    return position ? std::nullopt : std::optional(position.error());
  }
  for (const auto& table : batch.tables) {
    if (auto failure = session_.copy(sql::copy_rows_command(schema_, *table.shape), table.text)) {
      return failure;
    }
    if (auto failure =
            run(sql::note_rows(schema_, agent_, table.shape->name, table.first, table.last))) {
      return failure;
    }
  }
  if (!batch.events.empty()) {
    if (auto failure = session_.copy(sql::copy_events_command(schema_), batch.events)) {
      return failure;
    }
    if (auto failure = run(sql::note_rows(schema_, agent_, sql::event_table, batch.first_event,
                                          batch.last_event))) {
      return failure;
    }
  }
  taken = true;
  return std::nullopt;
}

/// Moves the position, first of all: the row is locked until the end, and one that another shipper
/// has moved meanwhile does not match.
Outcome<bool> HistoryStore::take_position(const Batch& batch) {
  const auto table = sql::quoted_name(schema_, sql::position_table);
  const auto agent = sql::quoted_text(agent_);
  const auto run_id = sql::quoted_text(batch.run);
  const auto locked =
      session_.run(fmt::format("select pg_try_advisory_xact_lock(hashtextextended({}, 0))",
                               sql::quoted_text("livetap shipper " + agent_ + " " + batch.run)));
  if (!locked) {
    return locked.error();
  }
  if (!is_true(*locked, 0)) {
    return false;
  }
  const auto moved = session_.run(fmt::format(
      "insert into {0} as known (agent, run, sample, event) values ({1}, {2}, {3}, {4}) "
      "on conflict (agent, run) do nothing; "
      "update {0} set sample = {5}, event = {6}, updated = now() where agent = {1} and run = {2} "
      "and sample = {3} and event = {4} returning 't'",
      table, agent, run_id, batch.from.sample, batch.from.event, batch.to.sample, batch.to.event));
  if (!moved) {
    return moved.error();
  }
  return is_true(*moved, 0);
}

Outcome<const Measurement*> HistoryStore::shape_of(const std::string& measurement) {
  if (measurement == sql::event_table) {
    return &sql::counted_events();
  }
  const auto known = shapes_.find(measurement);
  if (known != shapes_.end()) {
    return &known->second;
  }
  const auto rows = session_.run(sql::columns_query(schema_, measurement));
  if (!rows) {
    return rows.error();
  }
  auto shape = sql::known_shape(measurement, *rows);
  return shape ? &shapes_.insert_or_assign(measurement, *std::move(shape)).first->second : nullptr;
}

Outcome<bool> HistoryStore::make_rollups() {
  const auto behind = session_.run(sql::behind_query(schema_, agent_));
  if (!behind) {
    return behind.error();
  }
  bool more = false;
  for (const auto& row : *behind) {
    const auto shape = shape_of(row[0].value_or(""));
    if (!shape) {
      return shape.error();
    }
    if (*shape == nullptr) {
      continue;  // its table was dropped by hand
    }
    more = more || row[1] == "t";
    const auto failure = in_transaction([&]() -> std::optional<Failure> {
      for (const auto& statement : sql::make_rollups(schema_, agent_, **shape)) {
        if (auto failed = run(statement)) {
          return failed;
        }
      }
      return std::nullopt;
    });
    if (failure) {
      return *failure;
    }
  }
  return more;
}

std::optional<Failure> HistoryStore::keep_days(WallTime now) {
  std::set<sql::Day> days;
  for (auto day = sql::day_of(now); day <= sql::day_of(now) + ahead; day += std::chrono::days(1)) {
    days.insert(day);
  }
  std::vector<std::string> measurements{sql::event_table};
  for (const auto& [name, shape] : shapes_) {
    measurements.push_back(name);
    if (auto failure = add_days(name, days)) {
      return failure;
    }
  }
  if (auto failure = add_days(sql::event_table, days)) {
    return failure;
  }
  const auto first = oldest(now);
  const auto old = session_.run(sql::old_partitions_query(schema_, first));
  if (!old) {
    return old.error();
  }
  for (const auto& row : *old) {
    const auto step = sql::drop_partition(schema_, row[0].value_or(""));
    if (auto failure = run(sql::Steps{step})) {
      return failure;
    }
  }
  std::erase_if(partitions_, [&](const auto& one) { return one.second < first; });
  return run(sql::forget_before(schema_, agent_, measurements, first));
}

}  // namespace livetap::shipper
