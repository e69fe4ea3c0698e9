#include "agent/worker/probe_spec.hpp"

namespace livetap {

bool same_probe(const ProbeSpec& a, const ProbeSpec& b) {
  return a.name == b.name && a.plugin_path == b.plugin_path && a.type_id == b.type_id &&
         a.streaming == b.streaming && a.interval == b.interval && a.timeout == b.timeout &&
         a.prefix == b.prefix && a.attempt == b.attempt && same_value(a.settings, b.settings);
}

}  // namespace livetap
