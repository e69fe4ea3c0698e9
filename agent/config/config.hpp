#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent/config/mistake.hpp"
#include "agent/model/hysteresis.hpp"
#include "agent/model/secret_mask.hpp"
#include "agent/model/setting.hpp"
#include "agent/model/time.hpp"

namespace livetap {

/// A checked config, as the other stages take it: every path absolute or relative to the working
/// directory of the agent, every duration and size parsed, every variable and secret file resolved.
/// Relative paths in a file mean "relative to the folder of that file", wherever they are written.

struct JournalConfig {
  std::uint64_t max_size = 0;  ///< bytes
  Milliseconds max_age{0};
};

struct LogConfig {
  std::string level;   ///< trace, debug, info, warn, error
  std::string format;  ///< text or json
};

struct HttpConfig {
  std::string host;
  std::uint16_t port = 0;          ///< 0: any that is free
  std::string user;                ///< with `password`: basic auth
  std::string password;            ///< secret
  std::string token;               ///< secret
  std::vector<std::string> names;  ///< further names that browsers know the agent by
  Origin origin;
};

struct AgentConfig {
  std::string name;
  std::filesystem::path state_dir;
  std::optional<HttpConfig> http;  ///< nothing when the config says off
  JournalConfig journal;
  LogConfig log;
};

struct TlsConfig {
  std::filesystem::path ca_file;  ///< empty: the system's
  bool insecure_skip_verify = false;
};

/// One window view: the channel's suffix ("5m": X_5m) and its length. The suffix is canonical:
/// hours if the length is whole hours, else minutes, else seconds.
struct WindowConfig {
  std::string suffix;
  Milliseconds length{0};

  bool operator==(const WindowConfig&) const = default;
};

struct GrafanaConfig {
  std::string url;        ///< http or https; may end in a sub-path
  std::string user;       ///< with `password`: basic auth
  std::string password;   ///< secret
  std::string token;      ///< secret; a service account's, instead of user and password
  std::string transport;  ///< websocket or http
  std::string stream;
  std::vector<WindowConfig> windows;
  TlsConfig tls;
  Origin origin;
};

struct HistoryConfig {
  std::string url;       ///< postgresql://..., without the password when that came by itself
  std::string password;  ///< secret; empty: none, or inside the url
  std::string schema;
  Milliseconds retention{0};
  Milliseconds every{0};
  Origin origin;
};

/// A text of the config that is read further, and where it stands.
struct PlacedText {
  std::string text;
  Origin origin;

  /// Wherever it stands.
  bool operator==(const PlacedText& other) const { return text == other.text; }
};

/// What rows of one measurement must not be. The expressions are not looked into here.
struct ConditionConfig {
  std::string name;
  PlacedText measurement;  ///< with the probe's prefix
  PlacedText where;        ///< empty: every row
  PlacedText warn;         ///< empty: never; one of the two is there
  PlacedText fail;
  Milliseconds hold{0};  ///< `for`: how long one must be true before it counts
  std::string reason;
  std::string hint;

  bool operator==(const ConditionConfig&) const = default;
};

struct ProbeConfig {
  std::string name;
  std::string plugin;
  Milliseconds interval{0};    ///< as configured for this probe; 0: not given
  Milliseconds timeout{0};     ///< as configured for this probe; 0: not given
  Milliseconds series_ttl{0};  ///< a series seen within it and absent now counts as missing
  std::string prefix;          ///< before the name of each measurement; empty: none
  Hysteresis hysteresis;       ///< of its events
  std::vector<ConditionConfig> conditions;
  Setting settings;  ///< a section, as the plugin's description types it
  ProbeDescription description;
  Origin origin;  ///< of the probe's first key
};

/// Equal when a reload need not restart the probe: same name, plugin, times, prefix and settings,
/// wherever in the files they stand.
bool same_probe(const ProbeConfig& a, const ProbeConfig& b);

/// Equal when it makes the same events of the same rows: same_probe, hysteresis and conditions.
bool same_watch(const ProbeConfig& a, const ProbeConfig& b);

struct Config {
  std::filesystem::path file;
  AgentConfig agent;
  std::optional<GrafanaConfig> grafana;
  std::optional<HistoryConfig> history;
  Milliseconds default_interval{0};  ///< what `defaults` says, or 1 s
  Milliseconds default_timeout{0};   ///< what `defaults` says, or 2 s
  std::vector<std::filesystem::path> plugin_dirs;
  std::vector<std::filesystem::path> include_folders;  ///< where `include` looks for files
  std::vector<ProbeConfig> probes;  ///< the config's own, then those of included files by name
  SecretMask secrets;
  Sources sources;  ///< for rendering mistakes that are found later
};

/// How often, and how long, a probe runs: its own key, else what its plugin asks for, else
/// `defaults`.
Milliseconds interval_of(const ProbeConfig& probe, const Config& config);
Milliseconds timeout_of(const ProbeConfig& probe, const Config& config);

}  // namespace livetap
