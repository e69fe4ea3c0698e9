#include "agent/journal/journal_tables.hpp"

#include <random>

#include "agent/journal/journal_schema.hpp"

namespace livetap::journal {

namespace {

/// The highest id that a table ever had.
std::string last_id(const std::string& table) {
  return "coalesce((select seq from sqlite_sequence where name = '" + table + "'), 0)";
}

/// No row is left of a run when the next one's rows begin before the oldest there is.
std::string none_left(const std::string& table) {
  return "next.after_" + table + " < coalesce((select min(id) from " + table + "), " +
         last_id(table) + " + 1)";
}

}  // namespace

std::string random_id() {
  std::random_device random;
  std::string id;
  for (int i = 0; i < 32; ++i) {
    id += "0123456789abcdef"[random() & 0xFU];
  }
  return id;
}

void make_tables(Database& db) {
  db.run(tables);
  Statement(db, "insert into identity values (?)").add(std::string_view(random_id())).run();
  db.run("pragma application_id = " + std::to_string(application_id));
  db.run("pragma user_version = " + std::to_string(schema_version));
}

void begin_run(Database& db) {
  Statement(db, "insert into run (id, after_sample, after_event) values (?, " + last_id("sample") +
                    ", " + last_id("event") + ")")
      .add(std::string_view(random_id()))
      .run();
  const std::string has_none =
      "next.after_sample = run.after_sample and next.after_event = run.after_event";
  db.run(
      "delete from run where number in (select run.number from run join run as next on "
      "next.number = (select min(number) from run as later where later.number > run.number) "
      "where (" +
      has_none + ") or (" + none_left("sample") + " and " + none_left("event") + "))");
}

void end_slots_of_others(Database& db, const std::string& agent) {
  Statement(db,
            "insert into sample (taken, time, shape, row_count, rows) "
            "select taken, time, shape, row_count, rows from running where agent <> ? "
            "order by taken, measurement")
      .add(std::string_view(agent))
      .run();
  Statement(db, "delete from running where agent <> ?").add(std::string_view(agent)).run();
}

}  // namespace livetap::journal
