#pragma once

#include <vector>

#include "agent/config/config.hpp"
#include "agent/config/environment.hpp"
#include "agent/config/mistake.hpp"
#include "agent/model/setting.hpp"

namespace livetap {

/// From settings that fit agent_spec() and probe_spec() to the typed config, with the checks that
/// no spec can say: ranges, what goes together, names. What a setting with a mistake left out is
/// left at its default and not complained about again.
class TypedConfig {
 public:
  TypedConfig(const Environment& environment, std::vector<Mistake>& mistakes)
      : environment_(environment), mistakes_(mistakes) {}

  /// The top level: everything but probes, sources and secrets.
  void fill(Config& config, const Setting& top);
  /// A probe's own keys: everything but its settings and description.
  void fill(ProbeConfig& probe, const Setting& keys);

 private:
  AgentConfig agent(const Setting& section);
  std::optional<HttpConfig> http(const Setting& section);
  std::optional<HttpConfig> listen(const Setting& address);
  GrafanaConfig grafana(const Setting& section);
  void check_login(const GrafanaConfig& grafana, const Setting& section);
  std::vector<WindowConfig> windows(const Setting& list);
  TlsConfig tls(const Setting& section);
  HistoryConfig history(const Setting& section);
  Hysteresis hysteresis(const Setting& section);
  std::vector<ConditionConfig> conditions(const Setting& list);
  ConditionConfig condition(const Setting& section);
  Milliseconds duration(const Setting& section, std::string_view key, Milliseconds least,
                        Milliseconds most);
  unsigned count(const Setting& section, std::string_view key, unsigned least, unsigned most);
  void mistake(const Origin& origin, std::string message, std::string hint = {});

  const Environment& environment_;
  std::vector<Mistake>& mistakes_;
};

}  // namespace livetap
