#include "sql_panels.hpp"

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace livetap::test {

namespace json = boost::json;

namespace {

json::value read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  return json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::string text(const json::value& value) {
  return std::string(value.as_string());
}

void add_panels(const json::value& dashboard, const std::string& data_source,
                std::vector<SqlPanel>& found) {
  for (const auto& panel : dashboard.at("panels").as_array()) {
    const auto* targets = panel.as_object().if_contains("targets");
    if (targets == nullptr) continue;
    for (const auto& target : targets->as_array()) {
      if (text(target.at("datasource").at("uid")) != data_source) continue;
      const auto name = text(dashboard.at("title")) + ": " + text(panel.at("title"));
      const auto query = text(target.at("refId"));
      found.push_back({name + " (" + query + ")", text(target.at("rawSql")),
                       text(dashboard.at("uid")), panel.at("id").as_int64(), query});
    }
  }
}

}  // namespace

std::vector<SqlPanel> sql_panels(const std::string& data_source) {
  std::vector<SqlPanel> found;
  for (const auto& file : std::filesystem::directory_iterator(LIVETAP_DASHBOARDS)) {
    add_panels(read_json(file.path()), data_source, found);
  }
  return found;
}

std::vector<SqlPanel> sql_variables(const std::string& data_source) {
  std::vector<SqlPanel> found;
  std::set<std::string> seen;
  for (const auto& file : std::filesystem::directory_iterator(LIVETAP_DASHBOARDS)) {
    const auto dashboard = read_json(file.path());
    const auto* templating = dashboard.as_object().if_contains("templating");
    if (templating == nullptr) continue;
    for (const auto& variable : templating->at("list").as_array()) {
      const auto* source = variable.as_object().if_contains("datasource");
      if (source == nullptr || text(source->at("uid")) != data_source) continue;
      const auto sql = text(variable.at("query"));
      if (seen.insert(sql).second) found.push_back({text(variable.at("name")), sql});
    }
  }
  return found;
}

std::string with_values(std::string sql, const std::map<std::string, std::string>& values) {
  for (const auto& [name, value] : values) {
    sql = std::regex_replace(sql, std::regex(R"(\$)" + name + R"(\b)"), value);
  }
  return sql;
}

std::string expanded(const std::string& sql, const std::string& range, int step_s) {
  const auto step = std::to_string(step_s);
  const std::string from = "(now() at time zone 'utc' - interval '" + range + "')";
  const std::string to = "(now() at time zone 'utc')";
  const std::pair<const char*, std::string> macros[] = {
      {R"(\$__timeFilter\(([^)]*)\))", "$1 between " + from + " and " + to},
      {R"(\$__timeFrom\(\))", from},
      {R"(\$__timeTo\(\))", to},
      {R"(\$__interval)", step + "s"},
  };
  auto out = sql;
  for (const auto& [macro, with] : macros) out = std::regex_replace(out, std::regex(macro), with);
  return out;
}

}  // namespace livetap::test
