#include "agent/config/typed_config.hpp"

#include <doctest/doctest.h>

#include "fake_environment.hpp"

using namespace livetap;

namespace {

Config good(const std::string& text, const test::FakeWorld& world = {}) {
  auto loaded = test::load(text + "\nprobes: []\n", world);
  REQUIRE(loaded.text() == "");
  return std::move(*loaded.config);
}

std::string bad(const std::string& text, const test::FakeWorld& world = {}) {
  return test::only(test::load(text + "\nprobes: []\n", world).mistakes);
}

std::string bad_probe(const std::string& keys) {
  return test::only(
      test::load("probes:\n- {plugin: rabbitmq, settings: {url: 'http://h'}, " + keys + "}\n")
          .mistakes);
}

}  // namespace

TEST_CASE("an empty config has the defaults that agent.yaml names") {
  const auto config = good("");
  CHECK(config.agent.name == "box");
  CHECK(config.agent.state_dir == "/var/lib/livetap");
  REQUIRE(config.agent.http.has_value());
  CHECK(config.agent.http->host == "127.0.0.1");
  CHECK(config.agent.http->port == 4780);
  CHECK(config.agent.journal.max_size == 1073741824);
  CHECK(config.agent.journal.max_age == std::chrono::hours(168));
  CHECK(config.agent.log.level == "info");
  CHECK(config.agent.log.format == "text");
  CHECK_FALSE(config.grafana.has_value());
  CHECK_FALSE(config.history.has_value());
  CHECK(config.default_interval == Milliseconds(1000));
  CHECK(config.default_timeout == Milliseconds(2000));
}

TEST_CASE("everything about the agent can be said") {
  const auto config = good(
      "agent:\n  name: t-1\n  state_dir: ./var\n  http: off\n"
      "  journal: {max_size: 64MiB, max_age: 1h}\n  log: {level: debug, format: json}\n");
  CHECK(config.agent.name == "t-1");
  CHECK(config.agent.state_dir.lexically_normal() == "/etc/livetap/var");
  CHECK_FALSE(config.agent.http.has_value());
  CHECK(config.agent.journal.max_size == 67108864);
  CHECK(config.agent.log.format == "json");
}

TEST_CASE("the state folder is systemd's where there is one") {
  CHECK(good("", {{{"STATE_DIRECTORY", "/run/state"}}, {}}).agent.state_dir == "/run/state");
}

TEST_CASE("the address of the status page is host:port or off") {
  CHECK(good("agent: {http: \"[::1]:80\"}").agent.http->host == "::1");
  CHECK(good("agent: {http: \"localhost:0\"}").agent.http->port == 0);
  for (const auto* text :
       {"4780", ":80", "h:", "h:65536", "h:x", "::1:80", "h:-1", "http://h:1", "on"}) {
    CAPTURE(text);
    CHECK(bad("agent: {http: \"" + std::string(text) + "\"}") ==
          "1:15 'http' must be host:port, or off");
  }
}

TEST_CASE("the status page may be a section with a login, and is on by default") {
  CHECK(good("").agent.http->port == 4780);
  const auto http =
      good(
          "agent:\n  http: {listen: '0.0.0.0:80', user: ops, password: p4ss, token: t0ken, "
          "names: [status.example]}\n")
          .agent.http;
  REQUIRE(http);
  CHECK(http->host == "0.0.0.0");
  CHECK(http->user == "ops");
  CHECK(http->password == "p4ss");
  CHECK(http->token == "t0ken");
  CHECK(http->names == std::vector<std::string>{"status.example"});
  CHECK(good("agent: {http: {token: t0ken}}").agent.http->host == "127.0.0.1");
  CHECK_FALSE(good("agent: {http: {listen: off}}").agent.http);
  CHECK(bad("agent: {http: {user: ops}}") ==
        "1:15 'http' has a user without password, or a password without user");
  CHECK(bad("agent: {http: {port: 80}}") == "1:16 unknown key 'port' in agent.http");
  CHECK(bad("agent: {http: [a]}") == "1:15 'agent.http' must be a map (key: value), not a list");
}

TEST_CASE("everything about Grafana can be said") {
  const auto config = good(
      "grafana: {url: 'https://g/sub', token: t0ken, transport: http, stream: A_b-1, windows: "
      "[300s, 90s, 1d],\n"
      "  tls: {ca_file: ca.pem, insecure_skip_verify: true}}\n",
      {{}, {{"/etc/livetap/ca.pem", "PEM"}}});
  const auto& grafana = *config.grafana;
  CHECK(grafana.url == "https://g/sub");
  CHECK(grafana.token == "t0ken");
  CHECK(grafana.transport == "http");
  CHECK(grafana.stream == "A_b-1");
  CHECK(grafana.windows == std::vector<WindowConfig>{{"5m", std::chrono::minutes(5)},
                                                     {"90s", std::chrono::seconds(90)},
                                                     {"24h", std::chrono::hours(24)}});
  CHECK(grafana.tls.ca_file == "/etc/livetap/ca.pem");
  CHECK(grafana.tls.insecure_skip_verify);
  CHECK(good("grafana: {url: 'http://g', user: u, password: p}").grafana->windows.size() == 2);
  CHECK(good("grafana: {url: 'http://g', user: u, password: p}").grafana->transport == "websocket");
}

TEST_CASE("Grafana's login is a user with password or a token") {
  const std::string url = "url: 'http://g'";
  CHECK(bad("grafana: {" + url + "}") == "1:10 grafana has neither user and password nor token");
  CHECK(bad("grafana: {" + url + ", user: u}") == "1:34 grafana has a user without password");
  CHECK(bad("grafana: {" + url + ", password: p}") == "1:38 grafana has a password without user");
  CHECK(bad("grafana: {" + url + ", token: t, user: u, password: p}") ==
        "1:35 grafana has a token and a user with password");
  CHECK(bad("grafana: {" + url + ", user: u, password: \"${NO}\"}") ==
        "1:47 'grafana.password': the variable NO is not set");
  CHECK(good("grafana: {" + url + ", user: u, password: p, token: \"${NO:-}\"}").grafana->user ==
        "u");
  CHECK(bad("grafana: {url: 'http://u:p@g', token: t}") == "1:16 the URL of grafana holds a user");
  CHECK(bad("grafana: {url: 'ftp://g', token: t}") ==
        "1:16 'grafana.url' has a scheme that is not taken here");
}

TEST_CASE("channel names fit Grafana's 160 characters") {
  const auto stream = [](const std::string& name) {
    return bad("grafana: {url: 'http://g', token: t, stream: '" + name + "'}");
  };
  CHECK(stream(std::string(106, 's')) == "");
  CHECK(stream(std::string(107, 's')) == "1:46 'stream' must be 1 to 106 of A-Z a-z 0-9 _ -");
  CHECK(stream("a/b") == "1:46 'stream' must be 1 to 106 of A-Z a-z 0-9 _ -");
  CHECK(stream("") == "1:46 'stream' must be 1 to 106 of A-Z a-z 0-9 _ -");
}

TEST_CASE("windows are unique and from 1m to 24h") {
  const auto windows = [](const std::string& list) {
    return bad("grafana: {url: 'http://g', token: t, windows: " + list + "}");
  };
  CHECK(windows("[1m, 24h]") == "");
  CHECK(windows("[]") == "");
  CHECK(windows("[59s]") == "1:48 a window must be from 1m to 24h, in whole seconds");
  CHECK(windows("[25h]") == "1:48 a window must be from 1m to 24h, in whole seconds");
  CHECK(windows("[60500ms]") == "1:48 a window must be from 1m to 24h, in whole seconds");
  CHECK(windows("[5m, 300s]") == "1:52 the window 5m is there twice");
  CHECK(windows("[1m,2m,3m,4m,5m,6m,7m,8m,9m]") == "1:72 more than 8 windows");
}

TEST_CASE("a certificate file must be there") {
  CHECK(bad("grafana: {url: 'http://g', token: t, tls: {ca_file: /ca.pem}}") ==
        "1:53 'ca_file': cannot read /ca.pem: no such file");
}

TEST_CASE("everything about history can be said") {
  const auto config = good(
      "history: {url: 'postgresql://l@h/d', password: p, schema: s, retention: 90d, every: 1m}");
  CHECK(config.history->url == "postgresql://l@h/d");
  CHECK(config.history->password == "p");
  CHECK(config.history->schema == "s");
  CHECK(config.history->retention == std::chrono::hours(90 * 24));
  CHECK(config.history->every == std::chrono::minutes(1));
  CHECK(bad("history: {url: 'postgresql://l:x@h', password: p}") ==
        "1:48 history has a password in its URL as well");
  CHECK(bad("history: {url: 'postgresql://h', schema: A-b}") ==
        "1:42 'schema' must be a name: [a-z][a-z0-9_]{0,39}");
  CHECK(bad("history: {url: 'postgresql://h', retention: 1h}") ==
        "1:45 'retention' must be from 1d to 3650d");
  CHECK(bad("history:\n") == "1:1 'url' is missing in history");
}

TEST_CASE("a section of the wrong kind is told once") {
  CHECK(bad("grafana: yes") == "1:10 'grafana' must be a map (key: value), not a single value");
  CHECK(bad("history: []") == "1:10 'history' must be a map (key: value), not a list");
  CHECK(bad("agent: 1") == "1:8 'agent' must be a map (key: value), not a single value");
  CHECK(bad("plugin_dirs: /x") ==
        "1:14 'plugin_dirs' must be a list ([a, b], or lines of - a), not a single value");
  CHECK(bad("include: {a: b}") ==
        "1:10 'include' must be a list ([a, b], or lines of - a), not a map");
}

TEST_CASE("times of probes stay within bounds") {
  CHECK(bad_probe("name: a, interval: 100ms, timeout: 10ms, series_ttl: 1s") == "");
  CHECK(bad_probe("name: a, interval: 1d") == "");
  CHECK(bad_probe("name: a, interval: 99ms") == "2:70 'interval' must be from 100ms to 1d");
  CHECK(bad_probe("name: a, interval: 25h") == "2:70 'interval' must be from 100ms to 1d");
  CHECK(bad_probe("name: a, timeout: 1ms") == "2:69 'timeout' must be from 10ms to 10m");
  CHECK(bad_probe("name: a, timeout: 11m") == "2:69 'timeout' must be from 10ms to 10m");
  CHECK(bad("defaults: {interval: 1ms}") == "1:22 'interval' must be from 100ms to 1d");
}

TEST_CASE("names of probes and agents are words, prefixes names") {
  CHECK(bad_probe("name: a-b.c_1") == "");
  for (const auto* name : {"''", "'a b'", "'a/b'", "'.a'", "é", "'a\"'"}) {
    CAPTURE(name);
    CHECK(bad_probe("name: " + std::string(name)) ==
          "2:57 'name' must be 1 to 64 of A-Z a-z 0-9 _ - .");
  }
  CHECK(bad("agent: {name: 'a b'}") == "1:15 'name' must be 1 to 64 of A-Z a-z 0-9 _ - .");
  CHECK(bad_probe("name: a, prefix: A") == "2:68 'prefix' must be a name: [a-z][a-z0-9_]{0,39}");
}
