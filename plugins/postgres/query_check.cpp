#include "plugins/postgres/query_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "plugins/postgres/name.hpp"

namespace livetap::postgres {
namespace {

using Found = std::optional<Mistake>;

constexpr std::size_t most_first = 5'000;

constexpr std::string_view name_form =
    "names are lower-case letters, digits and underscores, begin with a letter and have at most "
    "40 characters";

Found check_name(const std::string& path, std::string_view what, const std::string& name) {
  if (!is_name(name)) {
    return Mistake{path, fmt::format("'{}' cannot name a {}", name, what), std::string(name_form)};
  }
  return {};
}

Found check_column(const std::string& path, std::string_view what, const std::string& name) {
  if (auto mistake = check_name(path, what, name)) return mistake;
  if (is_reserved(name)) {
    return Mistake{path, fmt::format("'{}' is reserved and cannot name a {}", name, what),
                   name == "time" ? "a column called time goes by the name 'at'"
                                  : "give the column another name in the sql: ... as other_name"};
  }
  return {};
}

Found check_field(const std::string& path, const FieldOption& field) {
  if (auto mistake = check_column(path, "field", field.name)) return mistake;
  if (field.unit.empty()) {
    return Mistake{path + ".unit", "the unit is empty", "write none where there is no unit"};
  }
  if (!field.type || !field.kind) return {};
  const bool text = *field.type == LIVETAP_TEXT;
  if (!text && *field.kind == LIVETAP_KIND_TEXT) {
    return Mistake{path + ".kind", "only a field of type text can be of kind text",
                   "gauge, counter or state fit this type"};
  }
  if (text && (*field.kind == LIVETAP_GAUGE || *field.kind == LIVETAP_COUNTER)) {
    return Mistake{path + ".kind", "a text can be of kind text or state only", ""};
  }
  return {};
}

Found check_columns(const std::string& path, const Query& query) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < query.tags.size(); ++i) {
    const std::string tag_path = fmt::format("{}.tags[{}]", path, i);
    if (auto mistake = check_column(tag_path, "tag", query.tags[i])) return mistake;
    if (!names.insert(query.tags[i]).second) {
      return Mistake{tag_path, fmt::format("the tag '{}' is listed twice", query.tags[i]), ""};
    }
  }
  for (const FieldOption& field : query.fields) {
    const std::string field_path = fmt::format("{}.fields.{}", path, field.name);
    if (auto mistake = check_field(field_path, field)) return mistake;
    if (!names.insert(field.name).second) {
      return Mistake{field_path, fmt::format("'{}' is a tag already", field.name),
                     "a column is either a tag or a field"};
    }
  }
  return {};
}

Found check_cursor(const std::string& path, const Query& query) {
  if (!query.cursor) {
    return Mistake{path + ".cursor", "an events query needs a cursor",
                   "name the columns that order the rows: cursor: {time: ..., key: ...}"};
  }
  const CursorOption& cursor = *query.cursor;
  if (cursor.time.empty() || cursor.key.empty()) {
    return Mistake{path + (cursor.time.empty() ? ".cursor.time" : ".cursor.key"),
                   "the cursor does not name its column", ""};
  }
  if (cursor.margin < std::chrono::nanoseconds(0) || cursor.margin > std::chrono::hours(24)) {
    return Mistake{path + ".cursor.margin", "the margin is not between 0s and 24h",
                   "as long as the longest transaction that writes such rows takes"};
  }
  if (cursor.first < 1 || cursor.first > most_first) {
    return Mistake{path + ".cursor.first", fmt::format("first is not between 1 and {}", most_first),
                   "the number of rows that are events when there is no cursor yet"};
  }
  if (query.sql.find("$1") == std::string::npos || query.sql.find("$2") == std::string::npos) {
    return Mistake{path + ".sql", "an events query must begin after its cursor",
                   "compare with $1 (time) and $2 (key): where (time, key) > ($1, $2)"};
  }
  return {};
}

Found check_follow(const std::string& path, const FollowOption& follow) {
  if (follow.state.empty()) {
    return Mistake{path + ".state", "the column whose changes are events is not named", ""};
  }
  if (follow.open.empty()) {
    return Mistake{path + ".open", "no state is open, so that no row would be followed",
                   "the states that are not the last one: open: [pending, ...]"};
  }
  if (follow.sql.find("$1") == std::string::npos) {
    return Mistake{path + ".sql", "the rows must be read by their keys",
                   "compare the key with $1, an array: where key = any($1)"};
  }
  return {};
}

Found check_events(const std::string& path, const Query& query) {
  if (auto mistake = check_name(path + ".events", "type of event", query.events)) return mistake;
  if (query.table) {
    return Mistake{path + ".view", "an events query has no view", "leave view out"};
  }
  if (!query.tags.empty() || !query.fields.empty()) {
    return Mistake{path + (query.tags.empty() ? ".fields" : ".tags"),
                   "every other column of an event becomes one of its attributes",
                   "leave tags and fields out"};
  }
  if (auto mistake = check_cursor(path, query)) return mistake;
  return query.follow ? check_follow(path + ".follow", *query.follow) : std::nullopt;
}

Found check_metric(const std::string& path, const Query& query) {
  if (auto mistake = check_name(path + ".measurement", "measurement", query.measurement)) {
    return mistake;
  }
  if (query.measurement == "postgres" || query.measurement == "postgres_query" ||
      query.measurement == "postgres_events") {
    return Mistake{path + ".measurement",
                   fmt::format("'{}' is measured by every postgres probe", query.measurement),
                   "choose another name"};
  }
  if (query.cursor) return Mistake{path + ".cursor", "only an events query has a cursor", ""};
  if (query.follow) return Mistake{path + ".follow", "only an events query follows rows", ""};
  if (!query.service.empty()) {
    return Mistake{path + ".service", "only events have a service", "a tag tells series apart"};
  }
  if (query.table && !query.tags.empty()) {
    return Mistake{path + ".tags", "a table has no tags: each of its columns is a field",
                   "leave tags out, or leave view: table out"};
  }
  return {};
}

Found check_time(const std::string& path, const char* key,
                 const std::optional<std::chrono::nanoseconds>& time) {
  if (!time || *time >= std::chrono::milliseconds(10)) return {};
  return Mistake{path + '.' + key, fmt::format("the {} is less than 10ms", key), ""};
}

Found check_query(const std::string& path, const Query& query) {
  if (query.measurement.empty() && query.events.empty()) {
    return Mistake{path, "the query names neither a measurement nor events",
                   "measurement: for rows of values, events: for rows that happened once"};
  }
  if (!query.measurement.empty() && !query.events.empty()) {
    return Mistake{path + ".events", "a query gives either a measurement or events, not both",
                   "make it two queries"};
  }
  if (query.sql.find_first_not_of(" \t\r\n;") == std::string::npos) {
    return Mistake{path + ".sql", "the sql is empty", ""};
  }
  if (auto mistake = check_time(path, "interval", query.interval)) return mistake;
  if (auto mistake = check_time(path, "timeout", query.timeout)) return mistake;
  auto mistake = query.events.empty() ? check_metric(path, query) : check_events(path, query);
  return mistake ? mistake : check_columns(path, query);
}

}  // namespace

std::optional<Mistake> check_queries(const std::vector<Query>& queries) {
  std::set<std::string_view> measurements;
  std::set<std::string_view> types;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const std::string path = fmt::format("queries[{}]", i);
    if (auto mistake = check_query(path, queries[i])) return mistake;
    const std::string& name = queries[i].measurement;
    if (!name.empty() && !measurements.insert(name).second) {
      return Mistake{path + ".measurement",
                     fmt::format("the measurement '{}' is given by an earlier query", name),
                     "one query, one measurement: name this one differently"};
    }
    const std::string& type = queries[i].events;
    if (!type.empty() && !types.insert(type).second) {
      return Mistake{path + ".events",
                     fmt::format("events of type '{}' are read by an earlier query", type),
                     "name this one differently; a column called type gives its events theirs"};
    }
  }
  return {};
}

}  // namespace livetap::postgres
