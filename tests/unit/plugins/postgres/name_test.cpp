#include "plugins/postgres/name.hpp"

#include <doctest/doctest.h>

using namespace livetap::postgres;

TEST_CASE("a name is lower case, begins with a letter and has at most 40 characters") {
  CHECK(is_name("a"));
  CHECK(is_name("replication_lag_2"));
  CHECK(is_name(std::string(40, 'a')));
  CHECK_FALSE(is_name(std::string(41, 'a')));
  CHECK_FALSE(is_name(""));
  CHECK_FALSE(is_name("_a"));
  CHECK_FALSE(is_name("2a"));
  CHECK_FALSE(is_name("Count"));
  CHECK_FALSE(is_name("a-b"));
}

TEST_CASE("columns get names that a panel can carry") {
  const auto names = column_names({"Order ID", "?column?", "24h", "ünï", "", "count"});
  CHECK(names == std::vector<std::string>{"order_id", "column", "c_24h", "n", "column_2", "count"});
}

TEST_CASE("reserved columns step aside") {
  CHECK(
      column_names({"time", "labels", "agent", "age_s", "xmin", "ctid", "tableoid"}) ==
      std::vector<std::string>{"at", "labels_", "agent_", "age_s_", "xmin_", "ctid_", "tableoid_"});
}

TEST_CASE("columns of the same name are told apart, within 40 characters") {
  CHECK(column_names({"n", "N", "n"}) == std::vector<std::string>{"n", "n_2", "n_3"});
  CHECK(column_names({"at", "time"}) == std::vector<std::string>{"at", "at_2"});
  const std::string wide(60, 'x');
  const auto names = column_names({wide, wide});
  CHECK(names[0] == std::string(40, 'x'));
  CHECK(names[1] == std::string(38, 'x') + "_2");
}
