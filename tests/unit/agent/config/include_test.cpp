#include <doctest/doctest.h>

#include "agent/config/load.hpp"
#include "fake_environment.hpp"

using namespace livetap;
using test::load;
using test::only;

namespace {

std::string rabbit(const std::string& name) {
  return "probes:\n  - {name: " + name + ", plugin: rabbitmq, settings: {url: \"http://h\"}}\n";
}

}  // namespace

TEST_CASE("included files bring more probes, the config's own first, then by file name") {
  const test::FakeWorld world{{},
                              {{"/etc/livetap/conf.d/20.yaml", rabbit("c")},
                               {"/etc/livetap/conf.d/10.yaml", rabbit("b")},
                               {"/etc/livetap/conf.d/30.txt", "not yaml: ["}}};
  const auto loaded = load("include: conf.d/*.yaml\n" + rabbit("a"), world);
  REQUIRE(loaded.text() == "");
  REQUIRE(loaded.config->probes.size() == 3);
  CHECK(loaded.config->probes[0].name == "a");
  CHECK(loaded.config->probes[1].name == "b");
  CHECK(loaded.config->probes[2].name == "c");
  CHECK(loaded.config->probes[2].origin == Origin{"/etc/livetap/conf.d/20.yaml", 2, 5});
}

TEST_CASE("include takes one pattern or a list, and each file once") {
  const test::FakeWorld world{{}, {{"/x/a.yaml", rabbit("a")}}};
  CHECK(load("include: [/x/a.yaml, /x/*.yaml]\n", world).config->probes.size() == 1);
  CHECK(load("include: /x/a.yaml\n", world).config->probes.size() == 1);
  CHECK(load("include: /none/*.yaml\n", world).config->probes.empty());
}

TEST_CASE("mistakes of included files carry their own file, line and column") {
  const test::FakeWorld world{{},
                              {{"/x/a.yaml", rabbit("a") + "grafana: {}\n"},
                               {"/x/b.yaml", "a: b: c\n"},
                               {"/x/c.yaml", "include: more.yaml\n" + rabbit("a")}}};
  const auto loaded = load("include: /x/*.yaml\n", world);
  CHECK(only(loaded.mistakes) ==
        "3:1 unknown key 'grafana'\n"
        "1:5 YAML: illegal map value\n"
        "1:1 unknown key 'include'\n"
        "3:12 a second probe named 'a'");
  CHECK(loaded.mistakes[0].origin.file == "/x/a.yaml");
  CHECK(loaded.mistakes[3].origin.file == "/x/c.yaml");
  CHECK(loaded.mistakes[3].hint == "the first is at /x/a.yaml:2");
  CHECK(loaded.text().find("    3 | grafana: {}\n") != std::string::npos);
}

TEST_CASE("a named file that is not there is told where it is named") {
  CHECK(only(load("include: [conf.d/none.yaml]\n").mistakes) ==
        "1:11 cannot read /etc/livetap/conf.d/none.yaml: no such file");
}

TEST_CASE("a config that includes itself is read once") {
  test::FakeWorld world;
  const auto text = "include: agent.yaml\n" + rabbit("a");
  world.files["/etc/livetap/agent.yaml"] = text;
  CHECK(load(text, world).config->probes.size() == 1);
}
