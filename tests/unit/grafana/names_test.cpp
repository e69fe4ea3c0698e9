#include <doctest/doctest.h>

#include "shipped.hpp"

using namespace livetap::test;

namespace {

Names explained() {
  Names names;
  for (const auto& example : env_example()) names.insert(example.name);
  return names;
}

Names given_to(const std::string& service) {
  Names names;
  for (const auto& [name, value] : environment_of(service)) names.insert(name);
  return names;
}

// What a program of others is told, not one of our files.
Names without_grafana_settings(const Names& names) {
  Names others;
  for (const auto& name : names) {
    if (name.rfind("GF_", 0) != 0) others.insert(name);
  }
  return others;
}

}  // namespace

TEST_CASE("env.example explains every variable of docker-compose.yml and no other") {
  const auto asked = names_of(asked_in(read_shipped("docker-compose.yml")));
  CHECK(missing(asked, explained()) == Names{});
  CHECK(missing(explained(), asked) == Names{});
  for (const auto& example : env_example()) {
    INFO(example.name);
    CHECK(example.comment.rfind("# ", 0) == 0);
    // Compose takes a # for a comment behind some values, for the value itself behind none.
    CHECK(example.value.find('#') == std::string::npos);
  }
}

TEST_CASE("compose gives the agent what its config asks for, and nothing that it does not") {
  const auto asked = asked_in(read_shipped("config/agent.yaml"));
  for (const auto& one : asked) {
    INFO(one.name << one.otherwise);
    const bool optional = one.otherwise.rfind(":-", 0) == 0;
    CHECK((optional || given_to("agent").count(one.name) == 1));
  }
  CHECK(missing(given_to("agent"), names_of(asked)) == Names{});
}

TEST_CASE("compose gives Grafana what the provisioning asks for, and nothing that it does not") {
  const auto asked = names_of(asked_in(provisioning()));
  const auto given = without_grafana_settings(given_to("grafana"));
  CHECK(missing(asked, given) == Names{});
  CHECK(missing(given, asked) == Names{});
}

TEST_CASE("agent and Grafana are told of the same history, as its writer and its reader") {
  const auto agent = environment_of("agent");
  const auto grafana = environment_of("grafana");
  const auto history = environment_of("history");
  CHECK(agent.at("LIVETAP_HISTORY_HOST") == "history");
  CHECK(grafana.at("LIVETAP_HISTORY_HOST") == "history");
  CHECK(grafana.at("LIVETAP_HISTORY_DATABASE") == history.at("POSTGRES_DB"));
  CHECK(history.at("LIVETAP_HISTORY_PASSWORD") == agent.at("LIVETAP_HISTORY_PASSWORD"));
  CHECK(history.at("LIVETAP_READER_PASSWORD") == grafana.at("LIVETAP_READER_PASSWORD"));
  // The database that the agent's config takes when nothing else is said.
  CHECK(read_shipped("config/agent.yaml")
            .find("${LIVETAP_HISTORY_DATABASE:-" + history.at("POSTGRES_DB") + "}") !=
        std::string::npos);
}

TEST_CASE("agent and Grafana read the same trading database") {
  const auto url = environment_of("agent").at("TRADING_DATABASE_URL");
  for (const auto& part : {"HOST", "PORT", "NAME", "SSLMODE"}) {
    const auto value = environment_of("grafana").at(std::string("TRADING_DATABASE_") + part);
    INFO(url << " without " << value);
    CHECK(url.find(value) != std::string::npos);
  }
}
