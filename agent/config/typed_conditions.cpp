#include <set>

#include "agent/config/setting_access.hpp"
#include "agent/config/typed_config.hpp"
#include "agent/model/schema.hpp"

// What a probe says of changes and conditions: hysteresis and conditions.
namespace livetap {

namespace {

constexpr unsigned most_gathers = 1000;
constexpr Milliseconds longest_hold = std::chrono::hours(24);

PlacedText placed(const Setting& section, std::string_view key) {
  const auto* setting = valued(section, key);
  return setting == nullptr ? PlacedText{} : PlacedText{section.text(key), setting->origin};
}

}  // namespace

unsigned TypedConfig::count(const Setting& section, std::string_view key, unsigned least,
                            unsigned most) {
  const auto* setting = valued(section, key);
  if (setting == nullptr) {
    return least;
  }
  const auto value = section.integer(key);
  if (value < least || value > most) {
    mistake(setting->origin, "'" + std::string(key) + "' must be from " + std::to_string(least) +
                                 " to " + std::to_string(most));
    return least;
  }
  return static_cast<unsigned>(value);
}

Hysteresis TypedConfig::hysteresis(const Setting& section) {
  return {count(section, "down", 1, most_gathers), count(section, "up", 1, most_gathers)};
}

std::vector<ConditionConfig> TypedConfig::conditions(const Setting& list) {
  std::vector<ConditionConfig> conditions;
  std::set<std::string> names;
  const auto* items = std::get_if<Setting::List>(&list.value);
  for (const auto& item : items == nullptr ? Setting::List{} : *items) {
    conditions.push_back(condition(item));
    const auto& name = conditions.back().name;
    if (!name.empty() && !names.insert(name).second) {
      mistake(item.find("name")->origin, "the condition '" + name + "' is there twice");
    }
  }
  return conditions;
}

ConditionConfig TypedConfig::condition(const Setting& section) {
  ConditionConfig condition;
  condition.name = section.text("name");
  if (const auto* name = valued(section, "name"); name != nullptr && !is_name(condition.name)) {
    mistake(name->origin, "'name' must be a name: [a-z][a-z0-9_]{0,39}");
  }
  condition.measurement = placed(section, "measurement");
  condition.where = placed(section, "where");
  condition.warn = placed(section, "warn");
  condition.fail = placed(section, "fail");
  // A key with a mistake of its own counts as given: one complaint is enough.
  if (section.find("warn") == nullptr && section.find("fail") == nullptr) {
    mistake(section.origin, "the condition has neither 'warn' nor 'fail'",
            "say when its rows are bad, such as fail: \"count > 100\"");
  }
  condition.hold = duration(section, "for", Milliseconds(0), longest_hold);
  condition.reason = section.text("reason");
  condition.hint = section.text("hint");
  return condition;
}

}  // namespace livetap
