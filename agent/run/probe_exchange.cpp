#include "agent/run/probe_exchange.hpp"

#include <algorithm>

namespace livetap {

namespace {

bool is_of_config(const std::optional<Error>& error) {
  return error && error->kind == ErrorKind::config;
}

bool waits_for_reload(const Fleet& fleet, std::size_t probe, const std::string& name,
                      const ProbeStatus& status) {
  if (is_of_config(fleet.state(probe).error)) {
    return true;
  }
  const auto* schema = fleet.schema(probe);
  return schema != nullptr &&
         std::any_of(schema->begin(), schema->end(), [&](const Measurement& shape) {
           const auto* entry = status.find(name, shape.name);
           return entry != nullptr && is_of_config(entry->error);
         });
}

}  // namespace

std::vector<std::optional<std::size_t>> kept_places(const std::vector<ProbeSpec>& old,
                                                    const std::vector<ProbeSpec>& specs) {
  std::vector<std::optional<std::size_t>> places;
  for (const auto& spec : specs) {
    const auto at = std::find_if(old.begin(), old.end(),
                                 [&](const ProbeSpec& was) { return same_probe(was, spec); });
    places.push_back(at == old.end() ? std::nullopt
                                     : std::optional(static_cast<std::size_t>(at - old.begin())));
  }
  return places;
}

void count_attempts(const std::vector<ProbeSpec>& old, const Fleet& fleet,
                    const ProbeStatus& status, std::vector<ProbeSpec>& specs) {
  for (std::size_t i = 0; i < old.size(); ++i) {
    const auto same = std::find_if(specs.begin(), specs.end(),
                                   [&](const ProbeSpec& spec) { return spec.name == old[i].name; });
    if (same != specs.end()) {
      same->attempt = old[i].attempt + (waits_for_reload(fleet, i, old[i].name, status) ? 1 : 0);
    }
  }
}

}  // namespace livetap
