#include "agent/shipper/history_store.hpp"

#include <spdlog/fmt/fmt.h>

#include <utility>

#include "agent/model/clocks.hpp"
#include "agent/shipper/failure_words.hpp"
#include "agent/shipper/statements.hpp"
#include "agent/sql/copy_text.hpp"
#include "agent/sql/history_schema.hpp"
#include "agent/sql/quoting.hpp"
#include "agent/sql/rollup_sql.hpp"
#include "agent/sql/table_sql.hpp"

namespace livetap::shipper {

HistoryStore::HistoryStore(Session& session, HistoryOptions options)
    : session_(session), options_(std::move(options)), tables_(session, options_.schema) {}

BatchRules HistoryStore::rules() const {
  BatchRules rules;
  rules.oldest = sql::day_of(clock_.now(clocks().steady) - options_.retention);
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
  tables_.forget_all();
  const auto found = look();
  if (!found) {
    return found.error();
  }
  if (!missing(*found).empty()) {
    const auto made = in_transaction(session_, [&]() -> std::optional<Failure> {
      if (auto failure = run(session_, sql::lock_shape(options_.schema))) {
        return failure;
      }
      const auto left = look();  // another agent may have been at it
      return left ? run(session_, missing(*left)) : std::optional(left.error());
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
  if (auto failure = run(session_, "begin")) {
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
  auto failure = run(session_, steps);
  if (!failure || !failure->code.empty()) {
    run(session_, "rollback");
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
  return run(session_,
             fmt::format("begin; set local synchronous_commit = off; "
                         "insert into {} (agent, last_seen) values ({}, clock_timestamp()) "
                         "on conflict (agent) do update set last_seen = excluded.last_seen; commit",
                         sql::quoted_name(options_.schema, sql::agent_table),
                         sql::quoted_text(options_.agent)));
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
  if ((failure.is("22") && has_changed(batch)) || (is_shape && !failure.is("42501"))) {
    if (is_shape) {
      tables_.forget_all();
    }
    return try_ship(batch);
  }
  return shipped;
}

/// Whether a table of the batch is another than it was when it was seen last.
bool HistoryStore::has_changed(const Batch& batch) {
  bool changed = false;
  for (const auto& table : batch.tables) {
    changed = tables_.has_changed(table.shape->name) || changed;
  }
  return changed;
}

Outcome<bool> HistoryStore::try_ship(const Batch& batch) {
  if (auto failure = make_ready(batch)) {
    return *std::move(failure);
  }
  bool taken = false;
  if (auto failure = in_transaction(session_, [&] { return write(batch, taken); })) {
    return *std::move(failure);
  }
  return taken;
}

std::optional<Failure> HistoryStore::make_ready(const Batch& batch) {
  const auto today = sql::day_of(clock_.now(clocks().steady));
  for (const auto& table : batch.tables) {
    auto failure = tables_.make_ready(*table.shape);
    if (!failure) {
      failure = tables_.add_days(table.shape->name, table.days, today);
    }
    if (failure) {
      return about(*std::move(failure), table.shape->name);
    }
  }
  return about(tables_.add_days(sql::event_table, batch.event_days, today), sql::event_table);
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
  const auto columns = tables_.columns_of(*table.shape);
  if (auto failure =
          session_.copy(sql::copy_rows_command(options_.schema, name, columns), table.text)) {
    failure->of_rows = true;
    return failure;
  }
  return run(session_,
             sql::note_rows(options_.schema, options_.agent, name, table.first, table.last));
}

std::optional<Failure> HistoryStore::write_events(const Batch& batch) {
  if (auto failure = session_.copy(sql::copy_events_command(options_.schema), batch.events)) {
    failure->of_rows = true;
    return failure;
  }
  return run(session_, sql::note_rows(options_.schema, options_.agent, sql::event_table,
                                      batch.first_event, batch.last_event));
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
    if (auto failure =
            run(session_, fmt::format("insert into {} (run, measurement, agent, sample, event) "
                                      "values ({}, {}, {}, {}, 0) "
                                      "on conflict (run, measurement) do nothing",
                                      sql::quoted_name(options_.schema, sql::position_table),
                                      sql::quoted_text(batch.run), sql::quoted_text(measurement),
                                      sql::quoted_text(options_.agent), batch.from.sample))) {
      return failure;
    }
  }
  return std::nullopt;
}

}  // namespace livetap::shipper
