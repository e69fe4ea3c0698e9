#include "plugins/postgres/events/event_columns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "plugins/postgres/value.hpp"

namespace livetap::postgres {
namespace {

using Found = std::optional<std::size_t>;

Found find(const std::vector<Column>& columns, std::string_view name) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& column) { return column.name == name; });
  if (found == columns.end()) return {};
  return static_cast<std::size_t>(found - columns.begin());
}

Mismatch missing(std::string_view role, const std::string& name) {
  return {fmt::format("the result has no column '{}', its {}", name, role),
          fmt::format("name it in the sql: ... as {}", name)};
}

/// What both results have: the roles that columns take by their names, and the attributes.
EventColumns find_roles(const Query& query, const std::vector<Column>& columns) {
  EventColumns found;
  found.time = find(columns, query.cursor->time);
  if (query.follow) found.state = find(columns, query.follow->state);
  found.type = find(columns, "type");
  found.service = find(columns, "service");
  found.severity = find(columns, "severity");
  found.message = find(columns, "message");
  const Found roles[] = {found.time, found.type, found.service, found.severity, found.message};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (std::find(std::begin(roles), std::end(roles), Found(i)) != std::end(roles)) continue;
    found.attributes.push_back({i, std::string(columns[i].name), columns[i].oid});
  }
  return found;
}

std::optional<Mismatch> find_key(const Query& query, const std::vector<Column>& columns,
                                 EventColumns& found) {
  const Found key = find(columns, query.cursor->key);
  if (!key) return missing("key", query.cursor->key);
  found.key = *key;
  if (query.follow && !found.state) return missing("state", query.follow->state);
  if (found.time && column_type(columns[*found.time].oid) != LIVETAP_TIME) {
    return Mismatch{
        fmt::format("the column '{}' orders the events and is no timestamp", query.cursor->time),
        "a cursor needs a timestamp, with or without a zone"};
  }
  return {};
}

}  // namespace

boost::system::result<EventColumns, Mismatch> find_new_rows(const Query& query,
                                                            const std::vector<Column>& columns) {
  EventColumns found = find_roles(query, columns);
  if (!found.time) return missing("time", query.cursor->time);
  if (auto mismatch = find_key(query, columns, found)) return *mismatch;
  return found;
}

boost::system::result<EventColumns, Mismatch> find_followed_rows(
    const Query& query, const std::vector<Column>& columns) {
  EventColumns found = find_roles(query, columns);
  if (auto mismatch = find_key(query, columns, found)) return *mismatch;
  return found;
}

}  // namespace livetap::postgres
