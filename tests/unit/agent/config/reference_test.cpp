#include "agent/config/reference.hpp"

#include <doctest/doctest.h>

#include "fake_catalog.hpp"

using namespace livetap;
using test::required;
using test::spec;
using test::with_default;
using Type = SettingType;

TEST_CASE("settings are a table, nested ones by their path") {
  ProbeDescription probe;
  probe.id = "demo";
  probe.summary = "Shows a table";
  probe.interval = std::chrono::seconds(5);
  probe.settings = {
      required(spec(Type::url, "url")), spec(Type::secret, "pw"),
      spec(Type::list, "queries", {spec(Type::section, "", {required(spec(Type::text, "sql"))})}),
      spec(Type::map, "fields",
           {spec(Type::section, "", {with_default(test::choice("type", {"a", "b"}), "a")})})};
  CHECK(reference(probe) ==
        "demo: Shows a table\n"
        "polled, every 5s\n"
        "\n"
        "setting             type             default   what\n"
        "url                 url              required  What url is\n"
        "pw                  secret           -         What pw is\n"
        "pw_file             text             -         a file that holds pw\n"
        "queries             list of section  -         What queries is\n"
        "queries[].sql       text             required  What sql is\n"
        "fields              map of section   -         What fields is\n"
        "fields.<name>.type  a|b              a         What type is\n");
}

TEST_CASE("measurements are shown when there are some") {
  ProbeDescription probe;
  probe.id = "demo";
  probe.streaming = true;
  Measurement queue;
  queue.name = "queue";
  queue.doc = "One queue";
  queue.tags = {"vhost", "queue"};
  Field messages;
  messages.name = "messages";
  messages.type = FieldType::i64;
  messages.unit = "short";
  messages.doc = "Waiting";
  queue.fields = {messages};
  Measurement late;
  late.name = "rows";
  late.table = true;
  late.late = true;
  CHECK(reference(probe, {queue, late}) ==
        "demo\n"
        "streaming\n"
        "\n"
        "no settings\n"
        "\n"
        "measurement queue by vhost, queue: One queue\n"
        "field     type       unit   what\n"
        "messages  int gauge  short  Waiting\n"
        "\n"
        "measurement rows (table)\n"
        "its fields come with its first rows\n");
}

TEST_CASE("the agent's own keys have the same table") {
  const auto text = agent_reference();
  CHECK(text.find("grafana.password_file") != std::string::npos);
  CHECK(text.find("agent.journal.max_size") != std::string::npos);
  CHECK(text.find("probes[].series_ttl") != std::string::npos);
}
