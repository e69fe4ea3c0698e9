#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "integration/rabbitmq/rabbitmq_probe.hpp"
#include "tests/support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

std::set<std::string> queues_of(const ProbeGather& gather) {
  std::set<std::string> names;
  for (const ProbeRow& row : gather.rows) names.insert(row.tags.at("queue"));
  return names;
}

std::set<std::string> queues_seen_with(const std::string& settings) {
  RabbitmqProbe probe(shared_rabbit(), settings);
  return queues_of(probe.collect().gathers.at("rabbitmq_queue"));
}

}  // namespace

TEST_CASE("messages, state and node of a real broker arrive as numbers") {
  RabbitServer& rabbit = shared_rabbit();
  rabbit.declare_queue("orders");
  rabbit.publish("orders", "x", 3);
  RabbitmqProbe probe(rabbit);
  ProbeResult result;
  CHECK(wait_until(30s, [&] {
    result = probe.collect();
    const ProbeRow& row = result.gathers.at("rabbitmq_queue").row("queue", "orders");
    return row.field("messages") == Value(std::int64_t{3});
  }));
  CHECK(!result.fault);
  const ProbeRow& queue = result.gathers.at("rabbitmq_queue").row("queue", "orders");
  CHECK(queue.tags.at("vhost") == "/");
  CHECK(queue.integer("ready") == 3);
  CHECK(queue.integer("unacked") == 0);
  CHECK(queue.integer("consumers") == 0);
  CHECK(queue.integer("memory") > 0);
  CHECK(queue.field("lagging") == Value(false));
  CHECK(queue.is_null("reason"));
  CHECK(queue.text("state") == "running");

  const ProbeGather& nodes = result.gathers.at("rabbitmq_node");
  REQUIRE(nodes.rows.size() == 1);
  CHECK(contains(nodes.rows[0].tags.at("node"), "@localhost"));
  CHECK(nodes.rows[0].field("running") == Value(true));
  CHECK(nodes.rows[0].field("blocked") == Value(false));
  CHECK(nodes.rows[0].integer("alarms") == 0);
  CHECK(nodes.rows[0].integer("memory") > 0);
  CHECK(nodes.rows[0].integer("disk_free") > 0);
  CHECK(nodes.rows[0].integer("fds") > 0);
  rabbit.delete_queue("orders");
}

TEST_CASE("names with anything in them come through as the broker has them") {
  RabbitServer& rabbit = shared_rabbit();
  rabbit.declare_vhost("prod,a=b \"c\"");
  const std::set<std::string> nasty = {"comma, equals= and space",
                                       "quote \" and back\\slash",
                                       "nul\0byte"s,
                                       "sep\u2028end",
                                       "tab\t",
                                       "slash/name",
                                       "日本😀",
                                       std::string(255, 'x')};
  for (const std::string& name : nasty) rabbit.declare_queue(name, "prod,a=b \"c\"");
  RabbitmqProbe probe(rabbit, R"("queues": {"include": ["prod,*/*"]})");
  const auto result = probe.collect();
  const ProbeGather& gather = result.gathers.at("rabbitmq_queue");
  CHECK(queues_of(gather) == nasty);
  for (const ProbeRow& row : gather.rows) CHECK(row.tags.at("vhost") == "prod,a=b \"c\"");
  for (const std::string& name : nasty) rabbit.delete_queue(name, "prod,a=b \"c\"");
}

TEST_CASE("include and exclude choose queues by name and by vhost") {
  RabbitServer& rabbit = shared_rabbit();
  rabbit.declare_vhost("prod");
  for (const char* name : {"orders.new", "orders.dead", "signals"}) rabbit.declare_queue(name);
  rabbit.declare_queue("orders.new", "prod");

  CHECK(queues_seen_with(R"("queues": {"include": ["orders.*"], "exclude": ["*.dead"]})") ==
        std::set<std::string>{"orders.new"});
  CHECK(queues_seen_with(R"("queues": {"exclude": ["orders.*"]})").count("signals") == 1);
  CHECK(queues_seen_with(R"("queues": {"include": ["nothing"]})").empty());

  RabbitmqProbe prod(rabbit, R"("queues": {"include": ["prod/*"]})");
  const auto result = prod.collect();
  REQUIRE(result.gathers.at("rabbitmq_queue").rows.size() == 1);
  CHECK(result.gathers.at("rabbitmq_queue").rows[0].tags.at("vhost") == "prod");
  for (const char* name : {"orders.new", "orders.dead", "signals"}) rabbit.delete_queue(name);
}

TEST_CASE("1,200 queues come over three pages, each once") {
  RabbitServer& rabbit = shared_rabbit();
  rabbit.declare_vhost("many");
  std::set<std::string> expected;
  for (int i = 0; i < 1200; ++i) {
    expected.insert("q" + std::to_string(i));
    rabbit.declare_queue("q" + std::to_string(i), "many");
  }
  RabbitmqProbe probe(rabbit, R"("queues": {"include": ["many/*"]})");
  const auto result = probe.collect(20s);
  const ProbeGather& gather = result.gathers.at("rabbitmq_queue");
  CHECK(!gather.fault);
  CHECK(gather.rows.size() == 1200);
  CHECK(queues_of(gather) == expected);
  CHECK(rabbit.api("DELETE", "/api/vhosts/many").status == 204);
}

TEST_CASE("a wrong password is an auth error with its cure, and never shown") {
  RabbitServer& rabbit = shared_rabbit();
  RabbitmqProbe probe(rabbit.management_url(), rabbit.user(), "marker-of-a-secret");
  const auto result = probe.collect();
  REQUIRE(result.fault.has_value());
  CHECK(result.fault->kind == LIVETAP_ERROR_AUTH);
  CHECK(result.gathers.empty());
  CHECK(contains(result.fault->message, "Login failed"));
  CHECK(contains(result.fault->hint, "set_user_tags USER monitoring"));
  CHECK(!contains(result.fault->message + result.fault->hint, "marker"));
}

TEST_CASE("a user who may not see nodes still sees queues") {
  RabbitServer& rabbit = shared_rabbit();
  rabbit.declare_queue("seen");
  rabbit.create_user("manager", "pw", "management");
  RabbitmqProbe probe(rabbit.management_url(), "manager", "pw");
  const auto result = probe.collect();
  CHECK(!result.fault);
  CHECK(queues_of(result.gathers.at("rabbitmq_queue")).count("seen") == 1);
  const ProbeGather& nodes = result.gathers.at("rabbitmq_node");
  REQUIRE(nodes.fault.has_value());
  CHECK(nodes.fault->kind == LIVETAP_ERROR_AUTH);
  CHECK(contains(nodes.fault->message, "Not monitor user"));
  rabbit.delete_queue("seen");
}

TEST_CASE("a frozen broker is a timeout within the deadline") {
  RabbitServer& rabbit = shared_rabbit();
  RabbitmqProbe probe(rabbit);
  CHECK(!probe.collect().fault);
  rabbit.pause();
  const auto result = probe.collect(1s);
  rabbit.resume();
  CHECK(result.took < 5s);
  for (const auto* measurement : {"rabbitmq_queue", "rabbitmq_node"}) {
    CAPTURE(measurement);
    const auto& fault = result.gathers.at(measurement).fault;
    REQUIRE(fault.has_value());
    CHECK(fault->kind == LIVETAP_ERROR_TIMEOUT);
  }
}

TEST_CASE("a stopped broker is unavailable with the cure, and the next collect after it is good") {
  RabbitServer& rabbit = shared_rabbit();
  rabbit.declare_queue("durable");
  RabbitmqProbe probe(rabbit);
  CHECK(!probe.collect().fault);
  rabbit.stop();
  const auto down = probe.collect();
  REQUIRE(down.fault.has_value());
  CHECK(down.fault->kind == LIVETAP_ERROR_UNAVAILABLE);
  CHECK(contains(down.fault->message, "127.0.0.1:"));
  CHECK(contains(down.fault->hint, "rabbitmq-plugins enable rabbitmq_management"));
  rabbit.start();
  const auto up = probe.collect(10s);
  CHECK(!up.fault);
  CHECK(queues_of(up.gathers.at("rabbitmq_queue")).count("durable") == 1);
  rabbit.delete_queue("durable");
}

TEST_CASE("settings that make no sense are refused by name") {
  const auto refusal = [](const std::string& url, const std::string& more = "") {
    try {
      RabbitmqProbe probe(url, "u", "p", more);
    } catch (const std::runtime_error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(contains(refusal("amqp://127.0.0.1"), "url: "));
  CHECK(contains(refusal("http://127.0.0.1/?x=1"), "url: it has a query"));
  CHECK(contains(refusal("http://h", R"("lag": {"messages": -1})"), "lag.messages: "));
  CHECK(contains(refusal("http://h", R"("lag": {"ack_ratio": 1.5})"), "lag.ack_ratio: "));
  CHECK(refusal("http://127.0.0.1:1/rabbit/").empty());
}
