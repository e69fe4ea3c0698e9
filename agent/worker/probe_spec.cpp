#include "agent/worker/probe_spec.hpp"

#include <algorithm>

namespace livetap {

namespace {

bool same_setting(const Setting& a, const Setting& b);

bool same_list(const Setting::List& a, const Setting::List& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_setting);
}

bool same_entries(const Setting::Entries& a, const Setting::Entries& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.key == y.key && same_setting(x.setting, y.setting);
  });
}

/// Wherever it was written.
bool same_setting(const Setting& a, const Setting& b) {
  if (a.type != b.type || a.value.index() != b.value.index()) {
    return false;
  }
  return std::visit(
      [&](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        const auto& other = std::get<T>(b.value);
        if constexpr (std::is_same_v<T, Setting::List>) {
          return same_list(value, other);
        } else if constexpr (std::is_same_v<T, Setting::Entries>) {
          return same_entries(value, other);
        } else {
          return value == other;
        }
      },
      a.value);
}

}  // namespace

bool same_probe(const ProbeSpec& a, const ProbeSpec& b) {
  return a.name == b.name && a.plugin_path == b.plugin_path && a.type_id == b.type_id &&
         a.streaming == b.streaming && a.interval == b.interval && a.timeout == b.timeout &&
         a.prefix == b.prefix && a.attempt == b.attempt && same_setting(a.settings, b.settings);
}

}  // namespace livetap
