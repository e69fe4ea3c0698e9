#include "agent/shipper/history_store.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>

#include "agent/model/clocks.hpp"
#include "agent/shipper/failure_words.hpp"
#include "agent/sql/copy_text.hpp"
#include "agent/sql/history_schema.hpp"
#include "agent/sql/quoting.hpp"
#include "agent/sql/rollup_sql.hpp"
#include "agent/sql/table_sql.hpp"

namespace livetap::shipper {

namespace {

/// Days from today on that have a partition of their own; what lies further ahead shares one.
constexpr std::chrono::days ahead{2};
/// Stands for the partition of later days among those that are there.
constexpr sql::Day later = sql::Day::max();
/// A table of whole numbers that become doubles is written anew, be it a month of rows.
constexpr Milliseconds rewrite_limit = std::chrono::minutes(10);

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

Failure about(Failure failure, const std::string& table) {
  failure.table = table;
  return failure;
}

std::optional<Failure> about(std::optional<Failure> failure, const std::string& table) {
  return failure ? std::optional(about(*std::move(failure), table)) : std::nullopt;
}

}  // namespace

HistoryStore::HistoryStore(Session& session, HistoryOptions options)
    : session_(session), options_(std::move(options)) {}

sql::Day HistoryStore::today() const {
  return sql::day_of(clock_.now(clocks().steady));
}

sql::Day HistoryStore::oldest() const {
  return sql::day_of(clock_.now(clocks().steady) - options_.retention);
}

BatchRules HistoryStore::rules() const {
  BatchRules rules;
  rules.oldest = oldest();
  rules.retention = options_.retention;
  rules.clocks_agree = clock_.agrees();
  return rules;
}

std::vector<Warning> HistoryStore::warnings() const {
  auto warnings = conflicts_;
  if (auto clock = clock_.warning()) {
    warnings.insert(warnings.begin(), *std::move(clock));
  }
  return warnings;
}

// ------------------------------------------------------------------------------------- statements

std::optional<Failure> HistoryStore::run(const std::string& statement) {
  const auto done = session_.run(statement);
  return done ? std::nullopt : std::optional(done.error());
}

/// `limit`: of each step, where it is another than the session's.
std::optional<Failure> HistoryStore::run(const sql::Steps& steps, Milliseconds limit) {
  for (const auto& step : steps) {
    const auto done = limit.count() > 0 ? session_.run(step.sql, limit) : session_.run(step.sql);
    if (!done) {
      return with_cure(done.error(), step);
    }
  }
  return std::nullopt;
}

std::optional<Failure> HistoryStore::in_transaction(const Work& work) {
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

// ------------------------------------------------------------------------------------- beginning

Outcome<HistoryStore::Found> HistoryStore::look() {
  const auto rows = session_.run(sql::schema_query(options_.schema));
  if (!rows) {
    return with_cure(rows.error(), {"", fmt::format("GRANT USAGE, CREATE ON SCHEMA {} TO {}",
                                                    options_.schema, session_.target().user())});
  }
  return Found{is_true(*rows, 0), is_true(*rows, 1), is_true(*rows, 2)};
}

sql::Steps HistoryStore::missing(const Found& found) const {
  if (found.tables && found.event_counts) {
    return {};
  }
  const auto& schema = options_.schema;
  auto steps = sql::make_schema(schema, found.schema, session_.target().user(),
                                session_.target().database());
  if (!found.event_counts) {
    for (auto& step : sql::create_rollups(schema, sql::counted_events())) {
      steps.push_back(std::move(step));
    }
    steps.push_back({sql::note_all_events(schema), ""});
  }
  return steps;
}

Outcome<Positions> HistoryStore::begin(const std::vector<std::string>& runs) {
  tables_.clear();
  partitions_.clear();
  const auto found = look();
  if (!found) {
    return found.error();
  }
  if (!missing(*found).empty()) {
    const auto made = in_transaction([&]() -> std::optional<Failure> {
      if (auto failure = run(sql::lock_shape(options_.schema))) {
        return failure;
      }
      const auto left = look();  // another agent may have been at it
      return left ? run(missing(*left)) : std::optional(left.error());
    });
    if (made) {
      return *made;
    }
  }
  if (auto failure = look_around()) {
    return *std::move(failure);
  }
  return read_positions(runs);
}

Outcome<Positions> HistoryStore::read_positions(const std::vector<std::string>& runs) {
  std::string names;
  for (const auto& run : runs) {
    names += (names.empty() ? "" : ", ") + sql::quoted_text(run);
  }
  const auto table = sql::quoted_name(options_.schema, sql::position_table);
  const auto rows =
      session_.run(fmt::format("select run, measurement, sample, event from {} where run in ({})",
                               table, names.empty() ? "''" : names));
  if (!rows) {
    return with_cure(rows.error(),
                     {"", fmt::format("ALTER TABLE {} OWNER TO {}, and so for every table there",
                                      table, session_.target().user())});
  }
  Positions positions;
  for (const auto& row : *rows) {
    auto& position = positions[row[0].value_or("")];
    const auto measurement = row[1].value_or("");
    if (measurement.empty()) {
      position.shipped = {number(row[2]), number(row[3])};
    } else {
      position.waiting[measurement] = number(row[2]);
    }
  }
  return positions;
}

std::optional<Failure> HistoryStore::try_out() {
  const auto found = look();
  if (!found) {
    return found.error();
  }
  if (auto failure = read_clock()) {
    return failure;
  }
  if (auto failure = run("begin")) {
    return failure;
  }
  const auto& schema = options_.schema;
  sql::Table probe{"_check", "", {}};
  probe.columns.emplace_back().name = "value";
  auto steps = missing(*found);
  for (auto& step : sql::create_table(schema, probe)) {
    steps.push_back(std::move(step));
  }
  steps.push_back(
      {fmt::format(
           "insert into {} (run, measurement, agent, sample, event) values ('', '', {}, 0, 0)",
           sql::quoted_name(schema, sql::position_table), sql::quoted_text(options_.agent)),
       fmt::format("ALTER TABLE {}.{} OWNER TO {}", schema, sql::position_table,
                   session_.target().user())});
  auto failure = run(steps);
  if (!failure || !failure->code.empty()) {
    run("rollback");
  }
  return failure;
}

std::optional<Failure> HistoryStore::read_clock() {
  const auto rows = session_.run("select (extract(epoch from clock_timestamp()) * 1000)::bigint");
  if (!rows) {
    return rows.error();
  }
  if (!rows->empty()) {
    clock_.read(WallTime(Milliseconds(number((*rows)[0][0]))), options_.agent_clocks());
  }
  return std::nullopt;
}

std::optional<Failure> HistoryStore::look_around() {
  if (auto failure = read_clock()) {
    return failure;
  }
  const auto rows = session_.run(sql::type_conflicts_query(options_.schema));
  if (!rows) {
    return rows.error();
  }
  conflicts_.clear();
  for (const auto& row : *rows) {
    const auto measurement = row[0].value_or("");
    const auto field = row[1].value_or("");
    conflicts_.push_back(
        {"type_conflict", measurement + "." + field,
         fmt::format("agents give field {} of {} different types: its values are in columns {}",
                     field, measurement, row[2].value_or("")),
         "give it one type everywhere, or the probe of one agent a prefix"});
  }
  return std::nullopt;
}

std::optional<Failure> HistoryStore::beat() {
  return run(fmt::format(
      "begin; set local synchronous_commit = off; "
      "insert into {} (agent, last_seen) values ({}, clock_timestamp()) "
      "on conflict (agent) do update set last_seen = excluded.last_seen; commit",
      sql::quoted_name(options_.schema, sql::agent_table), sql::quoted_text(options_.agent)));
}

// ------------------------------------------------------------------------------------- shipping

Outcome<bool> HistoryStore::ship(const Batch& batch) {
  auto shipped = try_ship(batch);
  if (shipped) {
    return shipped;
  }
  const auto& failure = shipped.error();
  const bool is_shape = failure.is("42") || failure.is("23514");
  // Another agent may have given a column its type since we looked; or somebody dropped a table, a
  // column or a day.
  if ((failure.is("22") && forget(batch)) || (is_shape && !failure.is("42501"))) {
    if (is_shape) {
      tables_.clear();
      partitions_.clear();
    }
    return try_ship(batch);
  }
  return shipped;
}

/// Whether a table of the batch is another than it was when it was seen last.
bool HistoryStore::forget(const Batch& batch) {
  bool changed = false;
  for (const auto& table : batch.tables) {
    const auto& name = table.shape->name;
    const auto was = tables_.extract(name);
    const auto is = table_of(name);
    changed = changed || !is || was.empty() || *is == nullptr || !(**is == was.mapped());
  }
  return changed;
}

Outcome<bool> HistoryStore::try_ship(const Batch& batch) {
  if (auto failure = make_ready(batch)) {
    return *std::move(failure);
  }
  bool taken = false;
  if (auto failure = in_transaction([&] { return write(batch, taken); })) {
    return *std::move(failure);
  }
  return taken;
}

std::optional<Failure> HistoryStore::make_ready(const Batch& batch) {
  for (const auto& table : batch.tables) {
    const auto& name = table.shape->name;
    const auto known = tables_.find(name);
    if (known == tables_.end() || sql::table_change(known->second, *table.shape).is_needed()) {
      if (auto failure = change_table(*table.shape)) {
        return about(*std::move(failure), name);
      }
    }
    if (auto failure = add_days(name, table.days)) {
      return about(*std::move(failure), name);
    }
  }
  return about(add_days(sql::event_table, batch.event_days), sql::event_table);
}

std::optional<Failure> HistoryStore::change_table(const Measurement& wanted) {
  sql::TableChange change;
  auto failure = in_transaction([&]() -> std::optional<Failure> {
    if (auto locked = run(sql::lock_shape(options_.schema))) {
      return locked;
    }
    const auto rows = session_.run(sql::columns_query(options_.schema, wanted.name));
    if (!rows) {
      return rows.error();
    }
    change = sql::table_change(sql::table_of(wanted.name, *rows), wanted);
    return apply(change);
  });
  if (failure) {
    return failure;
  }
  std::erase_if(partitions_, [&](const auto& one) { return one.first == wanted.name; });
  tables_[wanted.name] = std::move(change.table);
  return std::nullopt;
}

std::optional<Failure> HistoryStore::apply(const sql::TableChange& change) {
  if (change.is_new) {
    return run(sql::create_table(options_.schema, change.table));
  }
  if (change.retyped.empty()) {
    return change.is_needed() ? run(sql::change_table(options_.schema, change)) : std::nullopt;
  }
  spdlog::warn("{}.{}: {} becomes a double; the table is written anew, which may take minutes",
               options_.schema, change.table.measurement, change.retyped.front().name);
  if (auto failure = run(fmt::format("set local statement_timeout = {}", rewrite_limit.count()))) {
    return failure;
  }
  return run(sql::change_table(options_.schema, change), rewrite_limit);
}

std::optional<Failure> HistoryStore::add_days(const std::string& table,
                                              const std::set<sql::Day>& days) {
  for (const auto day : days) {
    if (auto failure = add_day(table, day > today() + ahead ? later : day)) {
      return failure;
    }
  }
  return std::nullopt;
}

std::optional<Failure> HistoryStore::add_day(const std::string& table, sql::Day day) {
  if (partitions_.contains({table, day})) {
    return std::nullopt;
  }
  auto failure = in_transaction([&]() -> std::optional<Failure> {
    if (auto locked = run(sql::lock_shape(options_.schema))) {
      return locked;
    }
    return run(day == later ? sql::add_later_partition(options_.schema, table)
                            : sql::add_partition(options_.schema, table, day));
  });
  if (!failure) {
    partitions_.insert({table, day});
  }
  return failure;
}

std::optional<Failure> HistoryStore::write(const Batch& batch, bool& taken) {
  const auto position = take_position(batch);
  if (!position || !*position) {
    return position ? std::nullopt : std::optional(position.error());
  }
  if (auto failure = note_waiting(batch)) {
    return failure;
  }
  for (const auto& table : batch.tables) {
    if (auto failure = write_table(table)) {
      return about(*std::move(failure), table.shape->name);
    }
  }
  if (!batch.events.empty()) {
    if (auto failure = write_events(batch)) {
      return about(*std::move(failure), sql::event_table);
    }
  }
  taken = true;
  return std::nullopt;
}

std::optional<Failure> HistoryStore::write_table(const Batch::Table& table) {
  const auto& name = table.shape->name;
  const auto columns = sql::table_change(tables_.at(name), *table.shape).names;
  if (auto failure =
          session_.copy(sql::copy_rows_command(options_.schema, name, columns), table.text)) {
    failure->of_rows = true;
    return failure;
  }
  return run(sql::note_rows(options_.schema, options_.agent, name, table.first, table.last));
}

std::optional<Failure> HistoryStore::write_events(const Batch& batch) {
  if (auto failure = session_.copy(sql::copy_events_command(options_.schema), batch.events)) {
    failure->of_rows = true;
    return failure;
  }
  return run(sql::note_rows(options_.schema, options_.agent, sql::event_table, batch.first_event,
                            batch.last_event));
}

/// Moves the position, first of all: the row is locked until the end, and one that another shipper
/// has moved meanwhile does not match. A run is one opening of one journal, whatever the agent is
/// called.
Outcome<bool> HistoryStore::take_position(const Batch& batch) {
  const auto run_id = sql::quoted_text(batch.run);
  const auto locked =
      session_.run(fmt::format("select pg_try_advisory_xact_lock(hashtextextended({}, 0))",
                               sql::quoted_text("livetap shipper " + batch.run)));
  if (!locked) {
    return locked.error();
  }
  if (!is_true(*locked, 0)) {
    return false;
  }
  const auto row =
      fmt::format("run = {} and measurement = {} and sample = {} and event = {}", run_id,
                  sql::quoted_text(batch.measurement), batch.from.sample, batch.from.event);
  const auto table = sql::quoted_name(options_.schema, sql::position_table);
  const auto statement =
      batch.catches_up
          ? fmt::format("delete from {} where {} returning 't'", table, row)
          : fmt::format(
                "insert into {0} (run, measurement, agent, sample, event) values ({1}, {2}, {3}, "
                "{4}, {5}) on conflict (run, measurement) do nothing; "
                "update {0} set sample = {6}, event = {7}, agent = {3}, updated = now() where {8} "
                "returning 't'",
                table, run_id, sql::quoted_text(batch.measurement),
                sql::quoted_text(options_.agent), batch.from.sample, batch.from.event,
                batch.to.sample, batch.to.event, row);
  const auto moved = session_.run(statement);
  if (!moved) {
    return moved.error();
  }
  return is_true(*moved, 0);
}

/// What is left out of the batch waits from where the batch begins, unless it waits already.
std::optional<Failure> HistoryStore::note_waiting(const Batch& batch) {
  for (const auto& [measurement, rows] : batch.waiting) {
    if (auto failure = run(fmt::format(
            "insert into {} (run, measurement, agent, sample, event) values ({}, {}, {}, {}, 0) "
            "on conflict (run, measurement) do nothing",
            sql::quoted_name(options_.schema, sql::position_table), sql::quoted_text(batch.run),
            sql::quoted_text(measurement), sql::quoted_text(options_.agent), batch.from.sample))) {
      return failure;
    }
  }
  return std::nullopt;
}

// ------------------------------------------------------------------------------------- maintenance

/// nullptr: there is none.
Outcome<const sql::Table*> HistoryStore::table_of(const std::string& measurement) {
  if (measurement == sql::event_table) {
    return &sql::counted_events();
  }
  const auto known = tables_.find(measurement);
  if (known != tables_.end()) {
    return &known->second;
  }
  const auto rows = session_.run(sql::columns_query(options_.schema, measurement));
  if (!rows) {
    return rows.error();
  }
  auto table = sql::table_of(measurement, *rows);
  return table ? &tables_.insert_or_assign(measurement, *std::move(table)).first->second : nullptr;
}

/// Keeps the first failure. False: the session is closed.
bool HistoryStore::goes_on(Upkeep& upkeep, std::optional<Failure> failure) {
  if (!failure) {
    return true;
  }
  const bool open = !failure->code.empty();
  if (!upkeep.failure || !open) {
    upkeep.failure = std::move(failure);
  }
  return open;
}

HistoryStore::Upkeep HistoryStore::make_rollups() {
  Upkeep upkeep;
  const auto behind = session_.run(sql::behind_query(options_.schema, options_.agent));
  if (!behind) {
    upkeep.failure = behind.error();
    return upkeep;
  }
  for (const auto& row : *behind) {
    const auto measurement = row[1].value_or("");
    auto failure = about(make_rollups(row[0].value_or(""), measurement, upkeep.more), measurement);
    if (failure && failure->is("42")) {
      tables_.erase(measurement);  // somebody changed it by hand: looked at anew the next time
    }
    if (!goes_on(upkeep, std::move(failure))) {
      break;
    }
  }
  return upkeep;
}

std::optional<Failure> HistoryStore::make_rollups(const std::string& agent,
                                                  const std::string& measurement, bool& more) {
  if (agent != options_.agent) {
    tables_.erase(measurement);  // it may have columns that we have never seen
  }
  const auto table = table_of(measurement);
  if (!table) {
    return table.error();
  }
  if (*table == nullptr) {
    // It was dropped by hand: nothing is left to be made.
    return run(fmt::format("delete from {} where measurement = {}",
                           sql::quoted_name(options_.schema, sql::rollup_table),
                           sql::quoted_text(measurement)));
  }
  return in_transaction([&]() -> std::optional<Failure> {
    Outcome<Rows> made = Rows{};
    for (const auto& statement : sql::make_rollups(options_.schema, agent, **table)) {
      made = session_.run(statement);
      if (!made) {
        return made.error();
      }
    }
    more = more || is_true(*made, 0);
    return std::nullopt;
  });
}

HistoryStore::Upkeep HistoryStore::keep_days() {
  Upkeep upkeep;
  if (auto failure = read_clock()) {
    upkeep.failure = std::move(failure);
    return upkeep;
  }
  if (add_next_days(upkeep) && empty_later_days(upkeep) && clock_.agrees()) {
    drop_old_days(upkeep);
  }
  return upkeep;
}

bool HistoryStore::add_next_days(Upkeep& upkeep) {
  std::set<sql::Day> days;
  for (auto day = today(); day <= today() + ahead; day += std::chrono::days(1)) {
    days.insert(day);
  }
  std::vector<std::string> tables{sql::event_table};
  for (const auto& [name, table] : tables_) {
    tables.push_back(name);
  }
  for (const auto& name : tables) {
    auto failure = about(add_days(name, days), name);
    if (failure && failure->is("42")) {
      tables_.erase(name);
    }
    if (!goes_on(upkeep, std::move(failure))) {
      return false;
    }
  }
  return true;
}

bool HistoryStore::empty_later_days(Upkeep& upkeep) {
  const auto tables = session_.run(sql::later_partitions_query(options_.schema));
  if (!tables) {
    return goes_on(upkeep, tables.error());
  }
  for (const auto& row : *tables) {
    const auto name = row[0].value_or("");
    const auto days = session_.run(
        sql::later_days_query(options_.schema, name, today() + ahead + std::chrono::days(1)));
    if (!days && !goes_on(upkeep, about(days.error(), name))) {
      return false;
    }
    for (const auto& day : days ? *days : Rows{}) {
      if (!goes_on(upkeep,
                   about(add_day(name, sql::Day(std::chrono::days(number(day[0])))), name))) {
        return false;
      }
    }
  }
  return true;
}

bool HistoryStore::drop_old_days(Upkeep& upkeep) {
  const auto first = oldest();
  const auto old = session_.run(sql::old_partitions_query(options_.schema, first));
  const auto measurements = old ? session_.run(sql::measurements_query(options_.schema)) : old;
  if (!measurements) {
    return goes_on(upkeep, measurements.error());
  }
  for (const auto& row : *old) {
    const auto step = sql::drop_partition(options_.schema, row[0].value_or(""));
    if (!goes_on(upkeep, run(sql::Steps{step}))) {
      return false;
    }
  }
  std::erase_if(partitions_, [&](const auto& one) { return one.second < first; });
  for (const auto& row : *measurements) {
    const auto name = row[0].value_or("");
    if (!goes_on(upkeep, about(run(sql::forget_rollups(options_.schema, name, first)), name))) {
      return false;
    }
  }
  // A position outlives the rows of its run: those of the journal, and those of the history.
  const auto moved = sql::day_of(clock_.now(clocks().steady) - options_.retention -
                                 options_.journal_age - std::chrono::days(1));
  return goes_on(upkeep, run(sql::forget_agents(options_.schema, options_.agent, first, moved)));
}

}  // namespace livetap::shipper
