#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/sql/columns.hpp"
#include "agent/sql/day.hpp"
#include "agent/sql/step.hpp"

/// A measurement's tables: the rows themselves, in a partition a day, and their minutes and hours.
/// Partitions are called _<measurement>_<day>, which no measurement can be; days that lie too far
/// ahead share _<measurement>_later.
namespace livetap::sql {

/// The table with its rollups and its function, for one that is not there.
Steps create_table(std::string_view schema, const Table& table);

/// For a change of a table that is there. Whole numbers that become doubles rewrite the table.
Steps change_table(std::string_view schema, const TableChange& change);

/// Made beside the table and then attached, so that readers need not wait. Takes the rows of its
/// day that lie in the partition of later days.
Steps add_partition(std::string_view schema, std::string_view table, Day day);
/// For rows of days that have no partition of their own yet.
Steps add_later_partition(std::string_view schema, std::string_view table);

/// Tables that have a partition of later days: gives their names.
std::string later_partitions_query(std::string_view schema);
/// The days before `end` that have rows in the partition of later days: gives each as a number of
/// days since 1970.
std::string later_days_query(std::string_view schema, std::string_view table, Day end);

/// Tables of the schema whose rows all lie before `first`: gives their names.
std::string old_partitions_query(std::string_view schema, Day first);
Step drop_partition(std::string_view schema, std::string_view partition);

/// All measurements that the schema has a table for, event first: gives their names.
std::string measurements_query(std::string_view schema);
/// Minutes and hours of one measurement before `first`, of all agents.
Steps forget_rollups(std::string_view schema, std::string_view measurement, Day first);
/// What is kept of agents that were last seen before `first`, and positions of `agent` that were
/// not moved since `moved`.
Steps forget_agents(std::string_view schema, std::string_view agent, Day first, Day moved);

}  // namespace livetap::sql
