#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace livetap::test {

// A query of a shipped dashboard.
struct SqlPanel {
  std::string name;            // dashboard, panel and query: "Trading history: Trainings (A)"
  std::string sql;             // with Grafana's macros
  std::string dashboard = {};  // its uid
  std::int64_t id = 0;         // of the panel
  std::string query = {};      // its letter
};

// Those that ask a data source, by its uid.
std::vector<SqlPanel> sql_panels(const std::string& data_source);

// The queries behind variables, each once.
std::vector<SqlPanel> sql_variables(const std::string& data_source);

// With the values of variables in place of their names.
std::string with_values(std::string sql, const std::map<std::string, std::string>& values);

// What Grafana 10.4 makes of the macros for a time range until now. `range` is an interval of
// PostgreSQL, `step_s` what $__interval comes to.
std::string expanded(const std::string& sql, const std::string& range, int step_s);

}  // namespace livetap::test
