#include "agent/config/agent_spec.hpp"

namespace livetap {

namespace {

using Type = SettingType;

SettingSpec optional(Type type, const char* name, const char* doc) {
  SettingSpec spec;
  spec.type = type;
  spec.name = name;
  spec.doc = doc;
  return spec;
}

SettingSpec required(Type type, const char* name, const char* doc) {
  auto spec = optional(type, name, doc);
  spec.required = true;
  return spec;
}

SettingSpec with_default(Type type, const char* name, const char* value, const char* doc) {
  auto spec = optional(type, name, doc);
  spec.default_value = value;
  return spec;
}

SettingSpec with_choices(SettingSpec spec, std::vector<std::string> choices) {
  spec.choices = std::move(choices);
  return spec;
}

SettingSpec with_children(SettingSpec spec, std::vector<SettingSpec> children) {
  spec.children = std::move(children);
  return spec;
}

SettingSpec list_of(Type element, SettingSpec spec) {
  return with_children(std::move(spec), {optional(element, "", "")});
}

SettingSpec http_section() {
  auto http = with_children(
      with_default(Type::section, "http", "127.0.0.1:4780",
                   "The status page, /metrics, /-/healthy and /-/ready: an address, off, or a "
                   "section"),
      {with_default(Type::text, "listen", "127.0.0.1:4780",
                    "Where to listen; beyond this machine only with user and password, or token"),
       optional(Type::text, "user", "Who may ask, with password"),
       optional(Type::secret, "password", "The user's password"),
       optional(Type::secret, "token", "Instead of, or besides, a user: Authorization: Bearer"),
       list_of(Type::text, with_default(Type::list, "names", "[]",
                                        "Further names that browsers know the agent by, such as "
                                        "that of a proxy"))});
  http.short_for = "listen";
  return http;
}

SettingSpec agent_section() {
  return with_children(
      with_default(Type::section, "agent", "{}", "The agent itself"),
      {optional(Type::text, "name",
                "What this agent is called in history and on its status page; "
                "by default the machine's name"),
       with_default(Type::text, "state_dir", "${STATE_DIRECTORY:-/var/lib/livetap}",
                    "Folder for the journal, windows and cursors; one agent each"),
       http_section(),
       with_children(
           with_default(Type::section, "journal", "{}", "Rows that wait for history"),
           {with_default(Type::size, "max_size", "1GiB", "The oldest rows go beyond this size"),
            with_default(Type::duration, "max_age", "7d", "Rows older than this go")}),
       with_children(with_default(Type::section, "log", "{}", "What the agent says on stderr"),
                     {with_choices(with_default(Type::choice, "level", "info", "The least severe"),
                                   {"trace", "debug", "info", "warn", "error"}),
                      with_choices(with_default(Type::choice, "format", "text", "One line each"),
                                   {"text", "json"})})});
}

SettingSpec grafana_section() {
  return with_children(
      optional(Type::section, "grafana", "Where live rows go; absent: nowhere"),
      {with_choices(required(Type::url, "url", "Grafana's address, such as http://127.0.0.1:4700"),
                    {"http", "https"}),
       optional(Type::text, "user", "Who pushes, with password: see transport"),
       optional(Type::secret, "password", "The user's password"),
       optional(Type::secret, "token", "A service account's token, instead of a user"),
       with_choices(with_default(Type::choice, "transport", "websocket",
                                 "How rows are pushed: websocket needs an org Admin, http (POST) "
                                 "any signed-in user, a Viewer's token included"),
                    {"websocket", "http"}),
       with_default(Type::text, "stream", "livetap", "Channels are stream/<stream>/<measurement>"),
       list_of(Type::duration, with_default(Type::list, "windows", "[5m, 1h]",
                                            "Lengths of the window views, 1m to 24h")),
       with_children(
           with_default(Type::section, "tls", "{}", "For https"),
           {optional(Type::text, "ca_file", "Certificates to trust instead of the system's (PEM)"),
            with_default(Type::boolean, "insecure_skip_verify", "false",
                         "Trust any certificate; for tests only")})});
}

SettingSpec history_section() {
  return with_children(
      optional(Type::section, "history", "Where rows are kept; absent: in the journal alone"),
      {with_choices(required(Type::url, "url", "A PostgreSQL, such as postgresql://user@host/db"),
                    {"postgresql", "postgres"}),
       optional(Type::secret, "password", "The password of the URL's user"),
       with_default(Type::text, "schema", "livetap", "Schema of the tables"),
       with_default(Type::duration, "retention", "30d", "Rows older than this are dropped"),
       with_default(Type::duration, "every", "10s",
                    "A sample per series at most this often; events always")});
}

SettingSpec hysteresis_section() {
  return with_children(
      with_default(Type::section, "hysteresis", "{}",
                   "How many gathers in a row it takes to believe a change of state"),
      {with_default(Type::integer, "down", "2", "To bad: down, lagging, failing; 1 to 1000"),
       with_default(Type::integer, "up", "2", "Back to good; 1 to 1000")});
}

SettingSpec conditions_list() {
  auto condition = with_children(
      optional(Type::section, "", ""),
      {required(Type::text, "name", "Unique in its probe; what the condition is called everywhere"),
       required(Type::text, "measurement", "Whose rows it judges"),
       optional(Type::text, "where", "An expression: the rows that it is about; absent: all"),
       optional(Type::text, "warn", "An expression that is true when a row deserves a warning"),
       optional(Type::text, "fail", "An expression that is true when a row is bad"),
       with_default(Type::duration, "for", "0s", "How long one must hold before it counts, to 1d"),
       optional(Type::text, "reason", "What is wrong then, in words; else the expression"),
       optional(Type::text, "hint", "The likely cure")});
  return with_children(optional(Type::list, "conditions", "What rows must not be"),
                       {std::move(condition)});
}

}  // namespace

const std::vector<SettingSpec>& agent_spec() {
  static const std::vector<SettingSpec> spec{
      agent_section(),
      grafana_section(),
      history_section(),
      with_children(
          with_default(Type::section, "defaults", "{}", "For probes that do not say otherwise"),
          {with_default(Type::duration, "interval", "1s", "From one gather to the next"),
           with_default(Type::duration, "timeout", "2s", "The longest that a gather may take")}),
      list_of(Type::text, optional(Type::list, "plugin_dirs",
                                   "Folders with plugins, besides ../lib/livetap of the program")),
      list_of(Type::text,
              optional(Type::list, "include", "Files with more probes, such as conf.d/*.yaml"))};
  return spec;
}

const std::vector<SettingSpec>& probe_spec() {
  static const std::vector<SettingSpec> spec{
      required(Type::text, "name", "Unique; what the probe is called everywhere"),
      required(Type::text, "plugin", "The plugin that it runs, such as postgres"),
      optional(Type::duration, "interval", "From one gather to the next, 100ms to 1d"),
      optional(Type::duration, "timeout", "The longest that a gather may take, 10ms to 10m"),
      with_default(Type::text, "prefix", "",
                   "Before the names of its measurements, to tell two of a kind apart"),
      with_default(Type::duration, "series_ttl", "1h",
                   "A series seen within it and absent now counts as missing"),
      hysteresis_section(),
      conditions_list()};
  return spec;
}

}  // namespace livetap
