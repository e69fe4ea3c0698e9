#include "plugins/postgres/settings.hpp"

#include <algorithm>
#include <utility>

#include "plugins/postgres/query_check.hpp"

namespace livetap::postgres {
namespace {

using namespace livetap::sdk;

template <class Value, std::size_t Size>
Value named(const std::pair<std::string_view, Value> (&names)[Size], std::string_view name) {
  for (const auto& [text, value] : names) {
    if (text == name) return value;
  }
  throw ProbeError::internal("'" + std::string(name) + "' is none of the setting's choices");
}

constexpr std::pair<std::string_view, livetap_type> types[] = {{"int", LIVETAP_I64},
                                                               {"double", LIVETAP_F64},
                                                               {"bool", LIVETAP_BOOL},
                                                               {"text", LIVETAP_TEXT},
                                                               {"time", LIVETAP_TIME}};
constexpr std::pair<std::string_view, livetap_kind> kinds[] = {{"gauge", LIVETAP_GAUGE},
                                                               {"counter", LIVETAP_COUNTER},
                                                               {"state", LIVETAP_STATE},
                                                               {"text", LIVETAP_KIND_TEXT}};
constexpr std::pair<std::string_view, livetap_on_empty> on_empties[] = {
    {"zero", LIVETAP_ON_EMPTY_ZERO},
    {"null", LIVETAP_ON_EMPTY_NULL},
    {"nothing", LIVETAP_ON_EMPTY_NOTHING}};

SettingSpec field_section() {
  return section({choice("type", {"int", "double", "bool", "text", "time"})
                      .doc("What the field holds; without it the column's own type."),
                  text("unit").default_value("none").doc("An id that Grafana knows."),
                  choice("kind", {"gauge", "counter", "state", "text"})
                      .doc("How windows sum it up; gauge for numbers, state for bools."),
                  boolean("trend").doc("Windows take it; true for numbers and bools."),
                  text("doc").doc("One sentence for people."),
                  section("events", {text("on_true").doc("Type of the event of a bool now true."),
                                     text("on_false").doc("... and of one now false.")})
                      .doc("Events when a bool of a series has changed.")});
}

SettingSpec cursor_section() {
  return section("cursor", {text("time").required().doc("The column that orders the events."),
                            text("key").required().doc("The column that tells two events apart."),
                            duration("margin").default_value("5s").doc(
                                "How far behind the newest event to begin again."),
                            integer("first").default_value("200").doc(
                                "Events taken when there is no cursor yet.")})
      .doc("Where an events query goes on.");
}

SettingSpec follow_section() {
  return section("follow",
                 {text("state").required().doc("The column whose changes are events, in both sql."),
                  list("open", text()).required().doc("States after which another one comes."),
                  text("sql").required().doc("Reads rows by key; $1 is an array of keys.")})
      .doc("Later changes of the rows of an events query.");
}

SettingSpec query_section() {
  return section(
      {text("measurement").doc("Rows become series or table rows of this name."),
       text("events").doc("New rows become events of this type."),
       text("sql").required().doc("One select; the probe only reads."),
       list("tags", text()).doc("Columns that tell the series apart."),
       map("fields", field_section()).doc("Columns that hold values; without it all others."),
       choice("on_empty", {"zero", "null", "nothing"})
           .doc("What a series shows that is missing from a good result; null unless set."),
       choice("view", {"series", "table"})
           .default_value("series")
           .doc("series: one row a series; table: the rows as they are, at most 450."),
       duration("interval").doc("Where it differs from the probe's."),
       duration("timeout").doc("Of this query, on the server and here."),
       text("service").doc("Of the events, where no column says another."), cursor_section(),
       follow_section()});
}

std::vector<FieldOption> read_fields(const Settings& settings) {
  std::vector<FieldOption> fields;
  for (const auto& [name, node] : settings.map("fields")) {
    FieldOption field;
    field.name = name;
    if (const auto type = node.optional_text("type")) field.type = named(types, *type);
    if (const auto kind = node.optional_text("kind")) field.kind = named(kinds, *kind);
    field.unit = node.optional_text("unit").value_or("none");
    field.trend = node.optional_boolean("trend");
    field.doc = node.optional_text("doc").value_or("");
    const Settings events = node.child("events");
    field.event_true = events.optional_text("on_true").value_or("");
    field.event_false = events.optional_text("on_false").value_or("");
    fields.push_back(std::move(field));
  }
  return fields;
}

std::optional<CursorOption> read_cursor(const Settings& settings) {
  if (!settings.is_set()) return {};
  CursorOption cursor;
  cursor.time = settings.text("time");
  cursor.key = settings.text("key");
  cursor.margin = settings.optional_duration("margin").value_or(cursor.margin);
  const auto first = settings.optional_integer("first");
  if (first) cursor.first = static_cast<std::size_t>(std::max<std::int64_t>(*first, 0));
  return cursor;
}

std::optional<FollowOption> read_follow(const Settings& settings) {
  if (!settings.is_set()) return {};
  FollowOption follow;
  follow.state = settings.text("state");
  follow.open = settings.texts("open");
  follow.sql = settings.text("sql");
  return follow;
}

Query read_query(const Settings& settings) {
  Query query;
  query.measurement = settings.optional_text("measurement").value_or("");
  query.events = settings.optional_text("events").value_or("");
  query.sql = settings.text("sql");
  query.tags = settings.texts("tags");
  query.fields = read_fields(settings);
  query.on_empty = named(on_empties, settings.optional_text("on_empty").value_or("null"));
  query.table = settings.optional_text("view").value_or("series") == "table";
  query.interval = settings.optional_duration("interval");
  query.timeout = settings.optional_duration("timeout");
  query.service = settings.optional_text("service").value_or("");
  query.cursor = read_cursor(settings.child("cursor"));
  query.follow = read_follow(settings.child("follow"));
  return query;
}

[[noreturn]] void fail(const Mistake& mistake) {
  throw ProbeError(ErrorKind::config, mistake.message, mistake.hint, mistake.setting);
}

}  // namespace

SettingList setting_list() {
  return {url("url").required().doc("postgresql://user@host:5432/database"),
          secret("password").doc("Instead of one in the url."),
          list("queries", query_section()).doc("What to measure.")};
}

std::vector<Query> read_queries(const Settings& settings) {
  std::vector<Query> queries;
  for (const Settings& query : settings.list("queries")) queries.push_back(read_query(query));
  if (const auto mistake = check_queries(queries)) fail(*mistake);
  return queries;
}

net::postgres::Target read_target(const Settings& settings) {
  auto target =
      net::postgres::Target::parse(std::string(settings.text("url")),
                                   std::string(settings.optional_text("password").value_or("")));
  if (!target) fail({"url", target.error().message, target.error().hint});
  return *target;
}

}  // namespace livetap::postgres
