#pragma once
#include <boost/system/result.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plugins/postgres/layout.hpp"
#include "plugins/postgres/query.hpp"

namespace livetap::postgres {

/// Which column of an events query's result says what. Indexes into the result's columns.
///
/// The columns of the cursor are the event's time and key. Columns that are called type, service,
/// severity or message say that of their event. All but those and the time are attributes.
struct EventColumns {
  std::optional<std::size_t> time;
  std::size_t key = 0;
  std::optional<std::size_t> state;  ///< of a query that follows
  std::optional<std::size_t> type;
  std::optional<std::size_t> service;
  std::optional<std::size_t> severity;
  std::optional<std::size_t> message;

  struct Attribute {
    std::size_t column;
    std::string name;
    unsigned oid;
  };
  std::vector<Attribute> attributes;
};

/// The columns of the query's `sql`: time, key and, where it follows, the state must be there.
boost::system::result<EventColumns, Mismatch> find_new_rows(const Query& query,
                                                            const std::vector<Column>& columns);

/// The columns of its `follow.sql`: key and state must be there. Without the time a change happens
/// when it is seen.
boost::system::result<EventColumns, Mismatch> find_followed_rows(
    const Query& query, const std::vector<Column>& columns);

}  // namespace livetap::postgres
