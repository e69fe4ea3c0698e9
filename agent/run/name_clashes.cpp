#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "agent/run/checked_config.hpp"

namespace livetap {

namespace {

/// Why the agent keeps this name for itself, or nothing.
std::optional<std::string> reserved(const std::string& name,
                                    const std::vector<WindowConfig>& windows) {
  if (is_own_measurement(name)) {
    return "'" + name + "' is the agent's own measurement";
  }
  if (name.ends_with("_table")) {
    return "'" + name + "' ends in _table, which names the table view of a measurement";
  }
  for (const auto& window : windows) {
    if (name.ends_with("_" + window.suffix)) {
      return "'" + name + "' ends in _" + window.suffix + ", which names a window of a measurement";
    }
  }
  return std::nullopt;
}

/// By what the tables and functions of a measurement's history are called.
constexpr std::array<std::string_view, 3> history_endings{"_minute", "_hour", "_by"};

/// The measurement whose history has this name, if it is one of `kept`.
std::optional<std::string> history_of(std::string_view name, const std::set<std::string>& kept) {
  for (const auto ending : history_endings) {
    if (name.ends_with(ending)) {
      const std::string base(name.substr(0, name.size() - ending.size()));
      return kept.contains(base) || is_own_measurement(base) ? std::optional(base) : std::nullopt;
    }
  }
  return std::nullopt;
}

/// Those that have a history.
std::set<std::string> kept_names(const std::vector<Schema>& schemas) {
  std::set<std::string> names;
  for (const auto& schema : schemas) {
    for (const auto& measurement : schema) {
      if (!measurement.table) {
        names.insert(measurement.name);
      }
    }
  }
  return names;
}

}  // namespace

bool is_own_measurement(std::string_view name) {
  constexpr std::array<std::string_view, 4> own{"probe", "livetap", "event", "condition"};
  return std::find(own.begin(), own.end(), name) != own.end();
}

std::vector<NameClash> name_clashes(const std::vector<Schema>& schemas,
                                    const std::vector<std::string>& probe_names,
                                    const std::vector<WindowConfig>& windows) {
  std::vector<NameClash> clashes;
  std::map<std::string, std::size_t> owners;
  const auto kept = kept_names(schemas);
  for (std::size_t probe = 0; probe < schemas.size(); ++probe) {
    for (const auto& measurement : schemas[probe]) {
      if (const auto reason = reserved(measurement.name, windows)) {
        clashes.push_back(
            {probe, measurement.name, {ErrorKind::config, *reason, "give it another name", ""}});
      }
      const auto base = measurement.table ? std::nullopt : history_of(measurement.name, kept);
      if (base) {
        clashes.push_back(
            {probe,
             measurement.name,
             {ErrorKind::config,
              "'" + measurement.name + "' clashes with the history of measurement '" + *base + "'",
              "give it another name, or its probe a prefix", ""}});
      }
      const auto [owner, fresh] = owners.try_emplace(measurement.name, probe);
      if (!fresh && owner->second != probe) {
        clashes.push_back({probe,
                           measurement.name,
                           {ErrorKind::config,
                            "measurement '" + measurement.name + "' is already that of probe '" +
                                probe_names[owner->second] + "'",
                            "give one of the two probes a prefix", ""}});
      }
    }
  }
  return clashes;
}

}  // namespace livetap
