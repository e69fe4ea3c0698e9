#include "agent/run/condition_check.hpp"

#include <algorithm>

#include "agent/condition/rule.hpp"
#include "agent/config/nearest_name.hpp"
#include "agent/config/scalar_place.hpp"

namespace livetap {

namespace {

/// Whom it speaks of; complains when there is nobody.
const Measurement* find_measurement(const ConditionConfig& condition, const std::string& probe,
                                    const Schema& schema, std::vector<Mistake>& mistakes) {
  const auto& name = condition.measurement;
  const auto found = std::find_if(schema.begin(), schema.end(),
                                  [&](const Measurement& each) { return each.name == name.text; });
  if (found == schema.end()) {
    std::vector<std::string> names;
    for (const auto& measurement : schema) {
      names.push_back(measurement.name);
    }
    mistakes.push_back({name.origin,
                        "probe '" + probe + "' does not measure " + for_message(name.text),
                        name_hint(name.text, names)});
    return nullptr;
  }
  if (found->table) {
    mistakes.push_back({name.origin,
                        "'" + name.text + "' is a table, and a condition judges series",
                        "write a query that gives one row a series"});
    return nullptr;
  }
  return &*found;
}

}  // namespace

std::vector<Mistake> condition_mistakes(const Config& config, const std::vector<Schema>& schemas) {
  std::vector<Mistake> mistakes;
  for (std::size_t i = 0; i < config.probes.size(); ++i) {
    for (const auto& condition : config.probes[i].conditions) {
      std::vector<RuleMistake> found;
      Rule rule(condition, found);
      const auto* measurement =
          schemas[i].empty()
              ? nullptr
              : find_measurement(condition, config.probes[i].name, schemas[i], mistakes);
      if (measurement != nullptr && !measurement->late) {
        rule.bind(*measurement, found);
      }
      for (auto& [in, what] : found) {
        mistakes.push_back({place_in_scalar(config.sources, in.origin, in.text, what.offset),
                            "condition '" + condition.name + "': " + what.message,
                            std::move(what.hint)});
      }
    }
  }
  return mistakes;
}

}  // namespace livetap
