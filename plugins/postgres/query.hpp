#pragma once
#include <livetap/probe.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace livetap::postgres {

/// What a query's `fields:` say about one column. What is not said comes from the column.
struct FieldOption {
  std::string name;
  std::optional<livetap_type> type;
  std::string unit = "none";
  std::optional<livetap_kind> kind;
  std::optional<bool> trend;
  std::string doc;
  std::string event_true{};   ///< type of the event when a bool becomes true; empty: none
  std::string event_false{};  ///< ... and false
};

/// `cursor:` of an events query: which columns order its rows, and where it begins.
struct CursorOption {
  std::string time;
  std::string key;
  std::chrono::nanoseconds margin = std::chrono::seconds(5);
  std::size_t first = 200;
};

/// `follow:` of an events query: rows whose column `state` holds one of `open` are read again by
/// their key until it holds another.
struct FollowOption {
  std::string state;
  std::vector<std::string> open;
  std::string sql;
};

/// One entry of `queries:`, as written. `measurement` or `events` is empty, never both.
struct Query {
  std::string measurement;
  std::string events;
  std::string sql;
  std::vector<std::string> tags;
  std::vector<FieldOption> fields;
  livetap_on_empty on_empty = LIVETAP_ON_EMPTY_NULL;
  bool table = false;
  std::optional<std::chrono::nanoseconds> interval;
  std::optional<std::chrono::nanoseconds> timeout;
  std::string service;  // of its events, where no column says another
  std::optional<CursorOption> cursor;
  std::optional<FollowOption> follow;
};

/// One field as it is told to the agent.
struct FieldSpec {
  std::string name;
  livetap_type type = LIVETAP_TEXT;
  livetap_kind kind = LIVETAP_GAUGE;
  bool trend = false;
  std::string unit = "none";
  std::string doc;
  std::string event_true{};
  std::string event_false{};

  bool operator==(const FieldSpec&) const = default;
};

/// A field of the given type, with what the option leaves open filled in: numbers are gauges and
/// bools states, both worth a trend; text is text; a time has the unit dateTimeAsIso.
FieldSpec field_spec(const FieldOption& option, livetap_type type);

/// Whether the fields are known without asking the source: a series query that gives every field
/// a type. Any other query declares its fields from the columns of its first result.
bool fields_are_stated(const Query& query);

/// The fields of such a query, in the order of its settings; none for another.
std::vector<FieldSpec> stated_fields(const Query& query);

}  // namespace livetap::postgres
