#include "agent/config/load.hpp"

#include <doctest/doctest.h>

#include "fake_catalog.hpp"
#include "fake_environment.hpp"

using namespace livetap;
using test::load;
using test::only;

namespace {

constexpr const char* good = R"(defaults: {interval: 2s}
plugin_dirs: [plugins, /opt/x]
probes:
  - name: trading
    plugin: postgres
    interval: 500ms
    prefix: a_
    settings:
      url: postgresql://h/db
      queries:
        - measurement: signals
          sql: select 1
  - {name: rabbitmq, plugin: rabbitmq, settings: {url: "http://127.0.0.1:15672"}}
)";

}  // namespace

TEST_CASE("a good config comes out typed, with the descriptions of its plugins") {
  const auto loaded = load(good);
  REQUIRE(loaded.text() == "");
  const auto& config = *loaded.config;
  REQUIRE(config.probes.size() == 2);
  const auto& trading = config.probes[0];
  CHECK(trading.name == "trading");
  CHECK(trading.plugin == "postgres");
  CHECK(trading.interval == Milliseconds(500));
  CHECK(trading.timeout == Milliseconds(0));
  CHECK(trading.series_ttl == std::chrono::hours(1));
  CHECK(trading.prefix == "a_");
  CHECK(trading.origin == Origin{"/etc/livetap/agent.yaml", 4, 5});
  CHECK(trading.description.summary == "Rows of SQL queries");
  const auto& queries = std::get<Setting::List>(trading.settings.find("queries")->value);
  CHECK(queries[0].text("sql") == "select 1");
  CHECK(queries[0].text("view") == "series");
  CHECK(config.probes[1].settings.find("lag")->integer("messages") == 1000);
  CHECK(config.sources.at("/etc/livetap/agent.yaml") == good);
}

TEST_CASE("a probe's interval is its own, else its plugin's, else the default") {
  const auto loaded = load(good);
  REQUIRE(loaded.config.has_value());
  const auto& config = *loaded.config;
  CHECK(interval_of(config.probes[0], config) == Milliseconds(500));
  CHECK(interval_of(config.probes[1], config) == Milliseconds(5000));
  CHECK(timeout_of(config.probes[0], config) == Milliseconds(2000));
  auto other = config.probes[1];
  other.description.interval = Milliseconds(0);
  CHECK(interval_of(other, config) == Milliseconds(2000));
}

TEST_CASE("the catalog is told the plugin folders, and asked once per plugin") {
  test::FakeCatalog catalog;
  const test::FakeWorld world;
  const auto text = std::string(good) +
                    "  - {name: second, plugin: postgres, settings: {url: 'postgresql://h'}}\n";
  const auto loaded = load_config_text(text, "/etc/a.yaml", catalog, world.environment());
  REQUIRE(loaded.text() == "");
  CHECK(catalog.also == std::vector<std::filesystem::path>{"/etc/plugins", "/opt/x"});
  CHECK(catalog.described == 2);
}

TEST_CASE("a plugin that is there but unfit is told in its own words") {
  test::FakeCatalog catalog;
  catalog.plugins.insert_or_assign(
      "postgres", Error{ErrorKind::config, "ABI 2 wanted 1", "build it again", ""});
  const test::FakeWorld world;
  const auto loaded = load_config_text("probes:\n  - {name: a, plugin: postgres}\n", "a.yaml",
                                       catalog, world.environment());
  CHECK(loaded.mistakes ==
        std::vector<Mistake>{{{"a.yaml", 2, 23}, "ABI 2 wanted 1", "build it again"}});
}

TEST_CASE("a plugin's complaint is told at the place that its key path leads to") {
  const auto loaded = load(good);
  REQUIRE(loaded.config.has_value());
  const auto& probe = loaded.config->probes[0];
  const Error error{ErrorKind::config, "no select", "write one", "queries[0].sql"};
  const auto mistake = mistake_at(probe, error);
  CHECK(mistake ==
        Mistake{{"/etc/livetap/agent.yaml", 12, 16}, "probe 'trading': no select", "write one"});
  const auto whole = mistake_at(loaded.config->probes[1], {ErrorKind::config, "x", "", ""});
  CHECK(whole.origin == Origin{"/etc/livetap/agent.yaml", 13, 50});
  const auto defaulted =
      mistake_at(loaded.config->probes[1], {ErrorKind::config, "x", "", "lag.messages"});
  CHECK(defaulted.origin.line == 13);
}

TEST_CASE("a probe is the same wherever it stands, and another when a setting differs") {
  const auto a = load(good);
  const auto b = load("# moved\n" + std::string(good));
  REQUIRE((a.config && b.config));
  CHECK(same_probe(a.config->probes[0], b.config->probes[0]));
  CHECK_FALSE(same_probe(a.config->probes[0], a.config->probes[1]));
  auto changed = b.config->probes[0];
  std::get<std::string>(std::get<Setting::Entries>(changed.settings.value)[0].setting.value) = "x";
  CHECK_FALSE(same_probe(a.config->probes[0], changed));

  CHECK(same_watch(a.config->probes[0], b.config->probes[0]));
  changed = b.config->probes[0];
  changed.hysteresis.down = 9;
  CHECK(same_probe(a.config->probes[0], changed));
  CHECK_FALSE(same_watch(a.config->probes[0], changed));
  changed = b.config->probes[0];
  changed.conditions.emplace_back();
  CHECK_FALSE(same_watch(a.config->probes[0], changed));
}

TEST_CASE("probes are a must, but the list may be empty") {
  CHECK(only(load("agent: {name: a}\n").mistakes) == "1:1 'probes' is missing");
  CHECK(only(load("").mistakes) == "1:1 'probes' is missing");
  CHECK(only(load("probes: []\n").mistakes) == "");
  CHECK(only(load("probes:\n").mistakes) == "");
}

TEST_CASE("what is no probe is told where it stands") {
  CHECK(only(load("probes: {a: b}\n").mistakes) ==
        "1:9 'probes' must be a list (lines of - name: ...), not a map");
  CHECK(only(load("probes: [a]\n").mistakes) ==
        "1:10 'probes[0]' must be a map (key: value), not a single value");
  CHECK(only(load("probes:\n  - {}\n").mistakes) ==
        "2:5 'name' is missing in probes[0]\n2:5 'plugin' is missing in probes[0]");
  CHECK(only(load("probes:\n  - {name: a, plugin: ''}\n").mistakes) ==
        "2:23 there is no plugin ''");
  CHECK(only(load("probes:\n  - {name: a, plugin: postgres, settings: 5}\n").mistakes) ==
        "2:43 'probes[0].settings' must be a map (key: value), not a single value");
  CHECK(only(load("probes:\n  - {name: a, plugin: postgres}\n").mistakes) ==
        "2:5 'url' is missing in probes[0].settings");
  CHECK(only(load("probes: []\nprobes: []\n").mistakes) == "2:1 'probes' is given twice");
  CHECK(
      only(load("[1]\n").mistakes).starts_with("1:1 this must be a map (key: value), not a list"));
}

TEST_CASE("a config that cannot be read is one mistake with a cure") {
  test::FakeCatalog catalog;
  const test::FakeWorld world;
  const auto loaded = load_config("/none.yaml", catalog, world.environment());
  CHECK(loaded.text() ==
        "/none.yaml: cannot read /none.yaml: no such file\n"
        "  hint: name the config with --config FILE or $LIVETAP_CONFIG\n");
}
