#include "agent/config/config.hpp"

namespace livetap {

namespace {

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
