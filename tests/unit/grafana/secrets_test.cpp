#include <doctest/doctest.h>

#include "shipped.hpp"

using namespace livetap::test;

namespace {

bool is_secret(const std::string& name) {
  return name.find("PASSWORD") != std::string::npos || name.find("TOKEN") != std::string::npos ||
         name.find("API_KEY") != std::string::npos;
}

bool is_of_the_demo(const std::string& name) {
  return name.rfind("DEMO_", 0) == 0;
}

}  // namespace

TEST_CASE("no secret has a default that works outside the demo") {
  const auto compose = YAML::Load(read_shipped("docker-compose.yml"));
  for (const auto& service : compose["services"]) {
    if (service.second["profiles"]) continue;
    for (const auto& [name, value] : environment_of(service.first.as<std::string>())) {
      if (!is_secret(name)) continue;
      INFO(service.first.as<std::string>() << ": " << name << ": " << value);
      const auto asked = asked_in(value);
      REQUIRE(asked.size() == 1);
      CHECK_FALSE(is_of_the_demo(asked[0].name));
      // An API key may be none; everything else has to be set.
      CHECK((asked[0].otherwise.rfind(":?", 0) == 0 || asked[0].otherwise == ":-"));
      CHECK((asked[0].otherwise != ":-" || name == "WS_GATEWAY_API_KEY"));
    }
  }
}

TEST_CASE("env.example holds no secret") {
  for (const auto& example : env_example()) {
    INFO(example.name);
    CHECK((example.value.empty() || !is_secret(example.name) || is_of_the_demo(example.name)));
  }
}

TEST_CASE("every container gives up its capabilities and gains none") {
  const auto text = read_shipped("docker-compose.yml");
  const auto compose = YAML::Load(text);
  for (const auto* part : {"x-locked", "x-database"}) {
    CHECK(compose[part]["cap_drop"][0].as<std::string>() == "ALL");
    CHECK(compose[part]["security_opt"][0].as<std::string>() == "no-new-privileges:true");
  }
  for (const auto& service : compose["services"]) {
    INFO(service.first.as<std::string>());
    CHECK(service.second["<<"].IsDefined());
    CHECK_FALSE(service.second["cap_drop"].IsDefined());
    CHECK_FALSE(service.second["privileged"].IsDefined());
  }
  CHECK(compose["services"]["agent"]["read_only"].as<bool>());
}

TEST_CASE("the agent's container is not root's") {
  const auto file = read_shipped("Dockerfile");
  const auto agent = file.find(" AS agent\n");
  REQUIRE(agent != std::string::npos);
  CHECK(file.find("\nUSER livetap\n", agent) != std::string::npos);
}
