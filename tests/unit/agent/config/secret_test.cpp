#include <doctest/doctest.h>

#include "agent/config/load.hpp"
#include "agent/config/secret_name.hpp"
#include "fake_catalog.hpp"
#include "fake_environment.hpp"

using namespace livetap;
using test::load;

namespace {

/// A probe whose settings are `settings`, in flow style.
std::string probe_with(const std::string& settings) {
  return "probes:\n  - name: p\n    plugin: postgres\n    settings: " + settings + "\n";
}

const std::string url = "url: \"postgresql://u@h/d\", ";

}  // namespace

TEST_CASE("a secret may come from a file, less one line end") {
  const test::FakeWorld world{{}, {{"/run/pw", "hunter2\n"}, {"/etc/livetap/pw", "beside\n\n"}}};
  const auto absolute = load(probe_with("{" + url + "password_file: /run/pw}"), world);
  REQUIRE(absolute.text() == "");
  CHECK(absolute.config->probes[0].settings.text("password") == "hunter2");
  CHECK(absolute.config->probes[0].settings.find("password_file") == nullptr);
  const auto relative = load(probe_with("{" + url + "password_file: pw}"), world);
  REQUIRE(relative.text() == "");
  CHECK(relative.config->probes[0].settings.text("password") == "beside\n");
}

TEST_CASE("a secret file that is missing, empty or given beside the secret is a mistake") {
  const test::FakeWorld world{{}, {{"/run/empty", "\n"}, {"/run/pw", "x"}}};
  CHECK(test::only(load(probe_with("{" + url + "password_file: /none}"), world).mistakes) ==
        "4:58 'probes[0].settings.password_file': cannot read /none: no such file");
  CHECK(test::only(load(probe_with("{" + url + "password_file: /run/empty}"), world).mistakes) ==
        "4:58 'probes[0].settings.password_file': the file is empty");
  CHECK(test::only(
            load(probe_with("{" + url + "password: a, password_file: /run/pw}"), world).mistakes) ==
        "4:56 both 'password' and 'password_file' are given");
}

TEST_CASE("every secret of a good config is masked from then on") {
  const test::FakeWorld world{{{"PW", "from-variable"}}, {{"/run/pw", "from-file\n"}}};
  auto catalog = test::FakeCatalog();
  ProbeDescription http;
  http.settings = {test::spec(SettingType::map, "headers", {test::spec(SettingType::secret, "")}),
                   test::spec(SettingType::text, "api_key"), test::spec(SettingType::url, "url")};
  catalog.plugins.emplace("http", http);
  const auto loaded = load_config_text(
      "grafana: {url: 'http://h', user: u, password: from-literal}\n"
      "history: {url: 'postgresql://u:from%20url@h/d'}\n"
      "probes:\n"
      "  - {name: a, plugin: postgres, settings: {url: 'postgresql://h', password: \"${PW}\"}}\n"
      "  - {name: b, plugin: postgres, settings: {url: 'postgresql://h', password_file: /run/pw}}\n"
      "  - name: c\n"
      "    plugin: http\n"
      "    settings:\n"
      "      headers: {Cookie: from-header}\n"
      "      api_key: from-name\n"
      "      url: http://h/?password=from-query\n",
      "a.yaml", catalog, world.environment());
  REQUIRE(loaded.text() == "");
  for (const auto* secret : {"from-literal", "from url", "from%20url", "from-variable", "from-file",
                             "from-header", "from-name", "from-query"}) {
    CAPTURE(secret);
    CHECK(loaded.config->secrets.mask(secret) == "***");
  }
  CHECK(loaded.config->secrets.mask("postgres") == "postgres");
}

TEST_CASE("no secret shows in what is said about a bad config") {
  const test::FakeWorld world{{{"PW", "hunter2"}, {"URL", "hunter2"}}, {{"/run/pw", "hunter2\n"}}};
  for (const auto* text :
       {"grafana:\n  url: http://h\n  password: hunter2\nprobes: []\n",
        "grafana:\n  url: http://u:hunter2@h\n  pasword: hunter2\nprobes: []\n",
        "grafana:\n  url: http://h\n  user: a\n  password: [hunter2]\nprobes: []\n",
        "grafana:\n  url: ${URL}\n  user: ${PW}\n  password: ${PW}\n  windows: "
        "[\"${PW}\"]\nprobes: 1\n",
        "agent: {log: {level: \"${PW}\"}, name: \"a ${PW}\", http: \"${PW}\"}\nprobes: []\n",
        "probes:\n  - {name: \"${PW}!\", plugin: \"${PW}\", password: hunter2}\n",
        "probes:\n  - {name: a, plugin: none, settings: {password: hunter2, x: {token: "
        "hunter2}}}\n",
        "password: hunter2\n bad: syntax\n", "password: \"hunter2\n",
        "password: |\n  hunter2\n x: [\n",
        "grafana: {url: http://h, password_file: /run/pw, tls: {ca_file: \"${PW}\"}}\nprobes: "
        "[]\n"}) {
    CAPTURE(text);
    const auto loaded = load(text, world);
    CHECK_FALSE(loaded.mistakes.empty());
    CHECK(loaded.text().find("hunter2") == std::string::npos);
    for (const auto& mistake : loaded.mistakes) {
      CAPTURE(mistake.message);
      const auto masked = loaded.secrets.mask(mistake.message + mistake.hint);
      CHECK(masked.find("hunter2") == std::string::npos);
    }
  }
}

TEST_CASE("a value from a variable that no secret is known by stays out of messages too") {
  const test::FakeWorld world{{{"VALUE", "internal-name"}}, {}};
  for (const auto* text :
       {"agent: {log: {level: \"${VALUE}\"}}\nprobes: []\n",
        "defaults: {interval: \"${VALUE}\"}\nprobes: []\n",
        "probes:\n  - {name: a, plugin: \"${VALUE}\"}\n",
        "probes:\n  - {name: \"${VALUE}\", plugin: rabbitmq, settings: {url: 'http://h'}}\n"
        "  - {name: \"${VALUE}\", plugin: rabbitmq, settings: {url: 'http://h'}}\n",
        "history: {url: 'postgresql://h', password_file: \"${VALUE}\"}\nprobes: []\n",
        "include: \"${VALUE}\"\n"}) {
    CAPTURE(text);
    const auto loaded = load(text, world);
    CHECK_FALSE(loaded.mistakes.empty());
    CHECK(loaded.text().find("internal-name") == std::string::npos);
  }
}

TEST_CASE("names of secrets are known by their end, suspects more widely") {
  CHECK(is_secret_name("password"));
  CHECK(is_secret_name("X-API-Key"));
  CHECK(is_secret_name("access_token"));
  CHECK_FALSE(is_secret_name("password_file"));
  CHECK_FALSE(is_secret_name("key"));
  CHECK_FALSE(is_secret_name("url"));
  CHECK(looks_like_secret_name("pasword"));
  CHECK(looks_like_secret_name("pwd"));
  CHECK_FALSE(looks_like_secret_name("password_file"));
  CHECK_FALSE(looks_like_secret_name("interval"));
  CHECK(last_key("probes[0].settings.password") == "password");
  CHECK(last_key("headers.X-API-Key") == "X-API-Key");
}
