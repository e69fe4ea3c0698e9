#include "agent/run/config_change.hpp"

#include <algorithm>
#include <utility>

namespace livetap {

namespace {

bool same(const std::optional<HttpConfig>& a, const std::optional<HttpConfig>& b) {
  return a.has_value() == b.has_value() &&
         (!a || (a->host == b->host && a->port == b->port && a->user == b->user &&
                 a->password == b->password && a->token == b->token && a->names == b->names));
}

bool same(const std::optional<GrafanaConfig>& a, const std::optional<GrafanaConfig>& b) {
  return a.has_value() == b.has_value() &&
         (!a || (a->url == b->url && a->user == b->user && a->password == b->password &&
                 a->token == b->token && a->transport == b->transport && a->stream == b->stream &&
                 a->windows == b->windows && a->tls.ca_file == b->tls.ca_file &&
                 a->tls.insecure_skip_verify == b->tls.insecure_skip_verify));
}

/// But for `every`, which a reload changes.
bool same(const std::optional<HistoryConfig>& a, const std::optional<HistoryConfig>& b) {
  return a.has_value() == b.has_value() &&
         (!a || (a->url == b->url && a->password == b->password && a->schema == b->schema &&
                 a->retention == b->retention));
}

bool same(const JournalConfig& a, const JournalConfig& b) {
  return a.max_size == b.max_size && a.max_age == b.max_age;
}

bool has_probe(const Config& config, const std::string& name) {
  return std::any_of(config.probes.begin(), config.probes.end(),
                     [&](const ProbeConfig& probe) { return probe.name == name; });
}

/// "2 probes restarted (a, b)", or nothing when there are none.
void add_group(std::string& words, const std::vector<std::string>& names, const char* what) {
  if (names.empty()) {
    return;
  }
  std::string list;
  for (const auto& name : names) {
    list += (list.empty() ? "" : ", ") + name;
  }
  words += words.empty() ? "" : ", ";
  words += std::to_string(names.size()) + (names.size() == 1 ? " probe " : " probes ") + what +
           " (" + list + ")";
}

}  // namespace

std::vector<std::string> needs_restart(const Config& was, const Config& is) {
  std::vector<std::string> sections;
  const auto note = [&](bool unchanged, const char* section) {
    if (!unchanged) {
      sections.push_back(std::string(section) + " changed: restart the agent for that");
    }
  };
  note(was.agent.name == is.agent.name, "agent.name");
  note(was.agent.state_dir == is.agent.state_dir, "agent.state_dir");
  note(same(was.agent.http, is.agent.http), "agent.http");
  note(same(was.agent.journal, is.agent.journal), "agent.journal");
  note(same(was.grafana, is.grafana), "grafana");
  note(same(was.history, is.history), "history");
  return sections;
}

Config taken_over(const Config& was, Config&& next) {
  auto config = std::move(next);
  const auto log = std::exchange(config.agent, was.agent).log;
  config.agent.log = log;
  config.grafana = was.grafana;
  const auto every = config.history ? std::optional(config.history->every) : std::nullopt;
  config.history = was.history;
  if (config.history && every) {
    config.history->every = *every;
  }
  return config;
}

std::string reload_words(const Config& was, const Config& is, const std::vector<bool>& kept) {
  std::vector<std::string> restarted;
  std::vector<std::string> fresh;
  std::vector<std::string> gone;
  std::size_t going_on = 0;
  for (std::size_t i = 0; i < is.probes.size(); ++i) {
    const auto& name = is.probes[i].name;
    if (kept[i]) {
      ++going_on;
    } else {
      (has_probe(was, name) ? restarted : fresh).push_back(name);
    }
  }
  for (const auto& probe : was.probes) {
    if (!has_probe(is, probe.name)) {
      gone.push_back(probe.name);
    }
  }
  std::string words;
  add_group(words, restarted, "restarted");
  add_group(words, fresh, "added");
  add_group(words, gone, "removed");
  if (words.empty()) {
    words = "no probe changed";
  }
  return words + ", " + std::to_string(going_on) + (going_on == 1 ? " goes on" : " go on");
}

}  // namespace livetap
