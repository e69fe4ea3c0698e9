#include "agent/config/config.hpp"

#include <algorithm>

namespace livetap {

namespace {

bool same_value(const Setting& a, const Setting& b);

bool same_list(const Setting::List& a, const Setting::List& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_value);
}

bool same_entries(const Setting::Entries& a, const Setting::Entries& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& left, const auto& right) {
                      return left.key == right.key && same_value(left.setting, right.setting);
                    });
}

bool same_value(const Setting& a, const Setting& b) {
  if (a.type != b.type || a.value.index() != b.value.index()) {
    return false;
  }
  if (const auto* list = std::get_if<Setting::List>(&a.value)) {
    return same_list(*list, std::get<Setting::List>(b.value));
  }
  if (const auto* entries = std::get_if<Setting::Entries>(&a.value)) {
    return same_entries(*entries, std::get<Setting::Entries>(b.value));
  }
  if (const auto* text = std::get_if<std::string>(&a.value)) {
    return *text == std::get<std::string>(b.value);
  }
  if (const auto* number = std::get_if<double>(&a.value)) {
    return *number == std::get<double>(b.value);
  }
  if (const auto* integer = std::get_if<std::int64_t>(&a.value)) {
    return *integer == std::get<std::int64_t>(b.value);
  }
  const auto* boolean = std::get_if<bool>(&a.value);
  return boolean == nullptr || *boolean == std::get<bool>(b.value);
}

Milliseconds first_given(Milliseconds own, Milliseconds plugin, Milliseconds fallback) {
  return own.count() != 0 ? own : plugin.count() != 0 ? plugin : fallback;
}

}  // namespace

bool same_probe(const ProbeConfig& a, const ProbeConfig& b) {
  return a.name == b.name && a.plugin == b.plugin && a.interval == b.interval &&
         a.timeout == b.timeout && a.series_ttl == b.series_ttl && a.prefix == b.prefix &&
         same_value(a.settings, b.settings);
}

bool same_watch(const ProbeConfig& a, const ProbeConfig& b) {
  return same_probe(a, b) && a.hysteresis == b.hysteresis && a.conditions == b.conditions;
}

Milliseconds interval_of(const ProbeConfig& probe, const Config& config) {
  return first_given(probe.interval, probe.description.interval, config.default_interval);
}

Milliseconds timeout_of(const ProbeConfig& probe, const Config& config) {
  return first_given(probe.timeout, probe.description.timeout, config.default_timeout);
}

}  // namespace livetap
