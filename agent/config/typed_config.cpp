#include "agent/config/typed_config.hpp"

#include <algorithm>

#include "agent/config/quantity.hpp"
#include "agent/config/setting_access.hpp"
#include "agent/config/url_check.hpp"
#include "agent/model/schema.hpp"

namespace livetap {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Milliseconds least_interval{100};
constexpr Milliseconds most_interval = hours(24);
constexpr Milliseconds least_timeout{10};
constexpr Milliseconds most_timeout = minutes(10);
constexpr Milliseconds forever = hours(24 * 3650);

/// Grafana takes 160 characters of stream/<stream>/<measurement>; a measurement's name has 40 and
/// its view's ending up to 6 (_table).
constexpr std::size_t longest_stream = 160 - 7 - 1 - 40 - 6;

bool is_word_char(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

/// Letters, digits, _ and -; inside also the characters of `inner`.
bool is_word(std::string_view text, std::size_t longest, std::string_view inner = {}) {
  const auto good = [&](char c) {
    return is_word_char(c) || inner.find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= longest && is_word_char(text.front()) &&
         std::all_of(text.begin(), text.end(), good);
}

/// A path as written beside the file that names it; a default stays as it is.
std::filesystem::path path_of(const Setting& section, std::string_view key) {
  const auto* setting = valued(section, key);
  const auto text = section.text(key);
  return text.empty() ? std::filesystem::path() : beside(setting->origin.file, text);
}

std::string suffix_of(Milliseconds length) {
  if (length % hours(1) == Milliseconds(0)) {
    return std::to_string(length / hours(1)) + "h";
  }
  return length % minutes(1) == Milliseconds(0) ? std::to_string(length / minutes(1)) + "m"
                                                : std::to_string(length / seconds(1)) + "s";
}

}  // namespace

void TypedConfig::mistake(const Origin& origin, std::string message, std::string hint) {
  mistakes_.push_back({origin, std::move(message), std::move(hint)});
}

Milliseconds TypedConfig::duration(const Setting& section, std::string_view key, Milliseconds least,
                                   Milliseconds most) {
  const auto* setting = valued(section, key);
  if (setting == nullptr) {
    return Milliseconds(0);
  }
  const auto value = section.duration(key);
  if (value < least || value > most) {
    const auto text = [](Milliseconds limit) {
      return format_duration(std::chrono::nanoseconds(limit).count());
    };
    mistake(setting->origin,
            "'" + std::string(key) + "' must be from " + text(least) + " to " + text(most));
  }
  return value;
}

void TypedConfig::fill(Config& config, const Setting& top) {
  config.agent = agent(child(top, "agent"));
  if (const auto* section = valued(top, "grafana")) {
    config.grafana = grafana(*section);
  }
  if (const auto* section = valued(top, "history")) {
    config.history = history(*section);
  }
  const auto& defaults = child(top, "defaults");
  config.default_interval = duration(defaults, "interval", least_interval, most_interval);
  config.default_timeout = duration(defaults, "timeout", least_timeout, most_timeout);
  if (const auto* dirs = std::get_if<Setting::List>(&child(top, "plugin_dirs").value)) {
    for (const auto& dir : *dirs) {
      const auto path = beside(dir.origin.file, std::get<std::string>(dir.value));
      config.plugin_dirs.push_back(std::filesystem::absolute(path).lexically_normal());
    }
  }
}

AgentConfig TypedConfig::agent(const Setting& section) {
  AgentConfig agent;
  const auto* name = valued(section, "name");
  agent.name = name != nullptr ? section.text("name") : environment_.host_name;
  if (name != nullptr && !is_word(agent.name, 64, ".")) {
    mistake(name->origin, "'name' must be 1 to 64 of A-Z a-z 0-9 _ - .");
  }
  agent.state_dir = path_of(section, "state_dir");
  if (const auto* dir = valued(section, "state_dir"); dir != nullptr && agent.state_dir.empty()) {
    mistake(dir->origin, "'state_dir' is empty", "name a folder that the agent may write to");
  }
  if (const auto* pages = valued(section, "http")) {
    agent.http = http(*pages);
  }
  const auto& journal = child(section, "journal");
  agent.journal.max_size = static_cast<std::uint64_t>(journal.integer("max_size"));
  const auto* size = valued(journal, "max_size");
  if (size != nullptr && agent.journal.max_size < (1U << 20U)) {
    mistake(size->origin, "'max_size' must be at least 1MiB");
  }
  agent.journal.max_age = duration(journal, "max_age", minutes(1), forever);
  const auto& log = child(section, "log");
  agent.log = {log.text("level"), log.text("format")};
  return agent;
}

std::optional<HttpConfig> TypedConfig::http(const Setting& section) {
  const auto* address = valued(section, "listen");
  auto http = address != nullptr ? listen(*address) : std::nullopt;
  if (!http) {
    return std::nullopt;
  }
  http->origin = section.origin;
  http->user = section.text("user");
  http->password = section.text("password");
  http->token = section.text("token");
  if (http->user.empty() != http->password.empty()) {
    mistake(section.origin, "'http' has a user without password, or a password without user",
            "give both, or token: alone");
  }
  if (const auto* names = std::get_if<Setting::List>(&child(section, "names").value)) {
    for (const auto& name : *names) {
      http->names.push_back(std::get<std::string>(name.value));
    }
  }
  return http;
}

std::optional<HttpConfig> TypedConfig::listen(const Setting& address) {
  const auto& text = std::get<std::string>(address.value);
  if (text == "off") {
    return std::nullopt;
  }
  const auto colon = text.rfind(':');
  auto host = text.substr(0, colon);
  const auto port = colon == std::string::npos
                        ? std::nullopt
                        : parse_integer(std::string_view(text).substr(colon + 1));
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  host = bracketed ? host.substr(1, host.size() - 2) : host;
  const bool lone_colon = !bracketed && host.find(':') != std::string::npos;
  const bool blank = host.find_first_of(" \t/") != std::string::npos;
  if (host.empty() || lone_colon || blank || !port || *port < 0 || *port > 65535) {
    mistake(address.origin, "'http' must be host:port, or off",
            "write 127.0.0.1:4780, or [::1]:4780; port 0 takes any that is free");
    return std::nullopt;
  }
  HttpConfig http;
  http.host = std::move(host);
  http.port = static_cast<std::uint16_t>(*port);
  return http;
}

GrafanaConfig TypedConfig::grafana(const Setting& section) {
  GrafanaConfig grafana;
  grafana.origin = section.origin;
  grafana.url = section.text("url");
  grafana.user = section.text("user");
  grafana.password = section.text("password");
  grafana.token = section.text("token");
  grafana.transport = section.text("transport");
  grafana.stream = section.text("stream");
  if (!grafana.url.empty() && has_user(grafana.url)) {
    mistake(section.find("url")->origin, "the URL of grafana holds a user",
            "write user: and password: below grafana instead");
  }
  check_login(grafana, section);
  const auto* stream = valued(section, "stream");
  if (stream != nullptr && !is_word(grafana.stream, longest_stream)) {
    mistake(stream->origin,
            "'stream' must be 1 to " + std::to_string(longest_stream) + " of A-Z a-z 0-9 _ -",
            "Grafana takes no more than 160 characters of stream/<stream>/<measurement>");
  }
  grafana.windows = windows(child(section, "windows"));
  grafana.tls = tls(child(section, "tls"));
  return grafana;
}

void TypedConfig::check_login(const GrafanaConfig& grafana, const Setting& section) {
  // A key with a mistake of its own counts as given: one complaint is enough.
  const auto given = [&](std::string_view key, const std::string& value) {
    const auto* setting = section.find(key);
    return !value.empty() || (setting != nullptr && setting->value.index() == 0);
  };
  const bool token = given("token", grafana.token);
  const bool user = given("user", grafana.user);
  const bool password = given("password", grafana.password);
  const char* who = grafana.transport == "http"
                        ? "any signed-in user may push by POST, a Viewer's token will do"
                        : "pushing over the WebSocket needs an org Admin, or an Admin's token";
  if (token && (user || password)) {
    mistake(section.find("token")->origin, "grafana has a token and a user with password",
            "keep one of them");
  } else if (!token && !user && !password) {
    mistake(section.origin, "grafana has neither user and password nor token", who);
  } else if (!token && !password) {
    mistake(section.find("user")->origin, "grafana has a user without password", who);
  } else if (!token && !user) {
    mistake(section.find("password")->origin, "grafana has a password without user", who);
  }
}

std::vector<WindowConfig> TypedConfig::windows(const Setting& list) {
  constexpr std::size_t most = 8;
  std::vector<WindowConfig> windows;
  const auto* items = std::get_if<Setting::List>(&list.value);
  for (const auto& item : items == nullptr ? Setting::List{} : *items) {
    const auto length = std::chrono::duration_cast<Milliseconds>(
        std::chrono::nanoseconds(std::get<std::int64_t>(item.value)));
    const WindowConfig window{suffix_of(length), length};
    if (length < minutes(1) || length > hours(24) || length % seconds(1) != Milliseconds(0)) {
      mistake(item.origin, "a window must be from 1m to 24h, in whole seconds");
    } else if (std::find(windows.begin(), windows.end(), window) != windows.end()) {
      mistake(item.origin, "the window " + window.suffix + " is there twice");
    } else if (windows.size() == most) {
      mistake(item.origin, "more than " + std::to_string(most) + " windows");
    }
    windows.push_back(window);
  }
  return windows;
}

TlsConfig TypedConfig::tls(const Setting& section) {
  constexpr std::size_t most_bytes = 4U << 20U;
  TlsConfig tls{path_of(section, "ca_file"), section.boolean("insecure_skip_verify")};
  if (!tls.ca_file.empty()) {
    if (const auto text = environment_.read_file(tls.ca_file, most_bytes); !text) {
      mistake(section.find("ca_file")->origin, "'ca_file': " + text.error().message,
              "name a file of PEM certificates that the agent's user can read");
    }
  }
  return tls;
}

HistoryConfig TypedConfig::history(const Setting& section) {
  HistoryConfig history;
  history.origin = section.origin;
  history.url = section.text("url");
  history.password = section.text("password");
  history.schema = section.text("schema");
  if (!history.password.empty() && !url_passwords(history.url).empty()) {
    mistake(section.find("password")->origin, "history has a password in its URL as well",
            "keep one of them");
  }
  if (const auto* schema = valued(section, "schema");
      schema != nullptr && !is_name(history.schema)) {
    mistake(schema->origin, "'schema' must be a name: [a-z][a-z0-9_]{0,39}");
  }
  history.retention = duration(section, "retention", hours(24), forever);
  history.every = duration(section, "every", least_interval, most_interval);
  return history;
}

void TypedConfig::fill(ProbeConfig& probe, const Setting& keys) {
  probe.name = keys.text("name");
  if (const auto* name = valued(keys, "name"); name != nullptr && !is_word(probe.name, 64, ".")) {
    mistake(name->origin, "'name' must be 1 to 64 of A-Z a-z 0-9 _ - .");
  }
  probe.plugin = keys.text("plugin");
  probe.interval = duration(keys, "interval", least_interval, most_interval);
  probe.timeout = duration(keys, "timeout", least_timeout, most_timeout);
  probe.series_ttl = duration(keys, "series_ttl", seconds(1), forever);
  probe.prefix = keys.text("prefix");
  if (!probe.prefix.empty() && !is_name(probe.prefix)) {
    mistake(keys.find("prefix")->origin, "'prefix' must be a name: [a-z][a-z0-9_]{0,39}");
  }
  probe.hysteresis = hysteresis(child(keys, "hysteresis"));
  probe.conditions = conditions(child(keys, "conditions"));
}

}  // namespace livetap
