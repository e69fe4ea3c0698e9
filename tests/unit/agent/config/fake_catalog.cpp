#include "fake_catalog.hpp"

namespace livetap::test {

using Type = SettingType;

SettingSpec spec(SettingType type, std::string name, std::vector<SettingSpec> children) {
  SettingSpec spec;
  spec.type = type;
  spec.name = std::move(name);
  spec.doc = "What " + spec.name + " is";
  spec.children = std::move(children);
  return spec;
}

SettingSpec required(SettingSpec spec) {
  spec.required = true;
  return spec;
}

SettingSpec with_default(SettingSpec spec, std::string value) {
  spec.default_value = std::move(value);
  return spec;
}

SettingSpec choice(std::string name, std::vector<std::string> choices) {
  auto result = spec(Type::choice, std::move(name));
  result.choices = std::move(choices);
  return result;
}

namespace {

SettingSpec field() {
  return spec(
      Type::section, "",
      {choice("type", {"int", "double", "bool", "text", "time"}),
       with_default(spec(Type::text, "unit"), "none"),
       choice("kind", {"gauge", "counter", "state", "text"}), spec(Type::boolean, "trend"),
       spec(Type::text, "doc"),
       spec(Type::section, "events", {spec(Type::text, "on_true"), spec(Type::text, "on_false")})});
}

SettingSpec query() {
  return spec(
      Type::section, "",
      {spec(Type::text, "measurement"), spec(Type::text, "events"),
       required(spec(Type::text, "sql")), spec(Type::list, "tags", {spec(Type::text, "")}),
       spec(Type::map, "fields", {field()}), choice("on_empty", {"zero", "null", "nothing"}),
       with_default(choice("view", {"series", "table"}), "series"),
       spec(Type::duration, "interval"), spec(Type::duration, "timeout"),
       spec(Type::section, "cursor",
            {required(spec(Type::text, "time")), required(spec(Type::text, "key")),
             with_default(spec(Type::duration, "margin"), "5s"),
             with_default(spec(Type::integer, "first"), "200")}),
       spec(Type::text, "service"),
       spec(Type::section, "follow",
            {required(spec(Type::text, "state")),
             required(spec(Type::list, "open", {spec(Type::text, "")})),
             required(spec(Type::text, "sql"))})});
}

ProbeDescription postgres() {
  ProbeDescription probe;
  probe.id = "postgres";
  probe.summary = "Rows of SQL queries";
  probe.settings = {required(spec(Type::url, "url")), spec(Type::text, "user"),
                    spec(Type::secret, "password"), spec(Type::list, "queries", {query()})};
  return probe;
}

ProbeDescription rabbitmq() {
  ProbeDescription probe;
  probe.id = "rabbitmq";
  probe.summary = "Queues and nodes of RabbitMQ";
  probe.interval = std::chrono::seconds(5);
  const auto texts = [](const char* name) {
    return spec(Type::list, name, {spec(Type::text, "")});
  };
  probe.settings = {required(spec(Type::url, "url")), spec(Type::text, "user"),
                    spec(Type::secret, "password"),
                    spec(Type::section, "queues", {texts("include"), texts("exclude")}),
                    with_default(spec(Type::section, "lag",
                                      {with_default(spec(Type::integer, "messages"), "1000"),
                                       with_default(spec(Type::number, "ack_ratio"), "0.1")}),
                                 "{}")};
  return probe;
}

ProbeDescription services() {
  ProbeDescription probe;
  probe.id = "services";
  probe.summary = "Health of services";
  probe.streaming = true;
  const auto texts = [](const char* name) {
    return spec(Type::list, name, {spec(Type::text, "")});
  };
  const auto declared = spec(Type::section, "",
                             {spec(Type::text, "type"), texts("pointers"), spec(Type::text, "unit"),
                              spec(Type::text, "kind"), spec(Type::text, "doc"), texts("true_if"),
                              texts("events"), spec(Type::boolean, "fail_if_false"),
                              spec(Type::text, "complaint"), spec(Type::text, "cure")});
  const auto target = spec(Type::section, "",
                           {required(spec(Type::text, "name")), required(spec(Type::url, "url")),
                            spec(Type::map, "headers", {spec(Type::secret, "")})});
  probe.settings = {spec(Type::duration, "timeout"), spec(Type::duration, "certificate_warn"),
                    spec(Type::map, "fields", {declared}),
                    required(spec(Type::list, "targets", {target}))};
  return probe;
}

ProbeDescription websocket() {
  ProbeDescription probe;
  probe.id = "websocket";
  probe.summary = "WebSockets that stay connected";
  probe.streaming = true;
  probe.settings = {spec(Type::url, "url"),        spec(Type::text, "name"),
                    spec(Type::text, "timestamp"), spec(Type::duration, "silence"),
                    spec(Type::duration, "ping"),  spec(Type::duration, "pong_timeout")};
  return probe;
}

}  // namespace

FakeCatalog::FakeCatalog() {
  plugins.emplace("services", services());
  plugins.emplace("websocket", websocket());
  plugins.emplace("postgres", postgres());
  plugins.emplace("rabbitmq", rabbitmq());
}

void FakeCatalog::search_also(const std::vector<std::filesystem::path>& plugin_dirs) {
  also = plugin_dirs;
}

std::vector<std::filesystem::path> FakeCatalog::folders() {
  return {"/usr/local/lib/livetap", "/opt/livetap/lib/livetap"};
}

Result<ProbeDescription> FakeCatalog::describe(const std::string& plugin) {
  ++described;
  const auto found = plugins.find(plugin);
  if (found == plugins.end()) {
    return Error{ErrorKind::config, "no such plugin", "", ""};
  }
  return found->second;
}

std::vector<std::string> FakeCatalog::names() {
  std::vector<std::string> names;
  for (const auto& [name, described_as] : plugins) {
    names.push_back(name);
  }
  return names;
}

}  // namespace livetap::test
