#include "plugins/postgres/events/event_columns.hpp"

#include <doctest/doctest.h>

using namespace livetap::postgres;

namespace {

constexpr unsigned text = 25;
constexpr unsigned timestamp = 1114;
constexpr unsigned timestamptz = 1184;
constexpr unsigned numeric = 1700;

Query orders() {
  Query query;
  query.events = "order";
  query.cursor = CursorOption{"at", "order_id"};
  query.follow = FollowOption{"status", {"pending"}, "select ... $1"};
  return query;
}

std::vector<std::string> names(const EventColumns& columns) {
  std::vector<std::string> names;
  for (const auto& attribute : columns.attributes) names.push_back(attribute.name);
  return names;
}

}  // namespace

TEST_CASE("columns are found by their names, and what has no role is an attribute") {
  const auto found = find_new_rows(orders(), {{"asset", text},
                                              {"at", timestamp},
                                              {"order_id", text},
                                              {"status", text},
                                              {"type", text},
                                              {"service", text},
                                              {"severity", text},
                                              {"message", text},
                                              {"price", numeric}});
  REQUIRE(found.has_value());
  CHECK(found->time == 1);
  CHECK(found->key == 2);
  CHECK(found->state == 3);
  CHECK(found->type == 4);
  CHECK(found->service == 5);
  CHECK(found->severity == 6);
  CHECK(found->message == 7);
  CHECK(names(*found) == std::vector<std::string>{"asset", "order_id", "status", "price"});
}

TEST_CASE("without them the query fails, and says which is missing") {
  const auto message = [](const std::vector<Column>& columns) {
    const auto found = find_new_rows(orders(), columns);
    return found ? std::string() : found.error().message;
  };
  CHECK(message({{"order_id", text}, {"status", text}}) ==
        "the result has no column 'at', its time");
  CHECK(message({{"at", timestamp}, {"status", text}}) ==
        "the result has no column 'order_id', its key");
  CHECK(message({{"at", timestamp}, {"order_id", text}}) ==
        "the result has no column 'status', its state");
  CHECK(message({{"at", numeric}, {"order_id", text}, {"status", text}}) ==
        "the column 'at' orders the events and is no timestamp");
  CHECK(message({{"at", timestamptz}, {"order_id", text}, {"status", text}}) == "");
}

TEST_CASE("rows that are followed need no time") {
  const auto found = find_followed_rows(orders(), {{"order_id", text}, {"status", text}});
  REQUIRE(found.has_value());
  CHECK_FALSE(found->time.has_value());
  CHECK_FALSE(find_followed_rows(orders(), {{"status", text}}).has_value());
  CHECK_FALSE(find_followed_rows(orders(), {{"order_id", text}}).has_value());
}
