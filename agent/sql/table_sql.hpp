#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/model/schema.hpp"
#include "agent/sql/day.hpp"
#include "agent/sql/step.hpp"

/// A measurement's tables: the rows themselves, in a partition a day, and their minutes and hours.
/// Partitions are called _<measurement>_<day>, which no measurement can be.
namespace livetap::sql {

/// The table with its rollups and its function, for one that is not there.
Steps create_table(std::string_view schema, const Measurement& shape);

/// `shape`: of the table afterwards, `added` included.
Steps widen_table(std::string_view schema, const Measurement& shape,
                  const std::vector<Field>& added);

/// Lets the table make room for another of its name: it becomes <measurement>_until_<day>, with all
/// its rows; twice a day, with the hour and minute behind. Its function goes.
Steps set_table_aside(std::string_view schema, std::string_view measurement, WallTime now);

/// Made beside the table and then attached, so that nobody who reads it has to wait.
Steps add_partition(std::string_view schema, std::string_view table, Day day);

/// Tables of the schema whose rows all lie before `first`: gives their names.
std::string old_partitions_query(std::string_view schema, Day first);
Step drop_partition(std::string_view schema, std::string_view partition);
/// Minutes and hours of one agent before `first`, and positions of runs that are as old.
Steps forget_before(std::string_view schema, std::string_view agent,
                    const std::vector<std::string>& measurements, Day first);

}  // namespace livetap::sql
