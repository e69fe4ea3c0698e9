#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>

#include "integration/rabbitmq/rabbitmq_probe.hpp"
#include "tests/support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

ProbeRow row_of(LoadedProbe& probe, const std::string& queue) {
  return probe.collect(10s).gathers.at("rabbitmq_queue").row("queue", queue);
}

}  // namespace

TEST_CASE("a queue over the limit lags, with the reason, and no longer once it is emptied") {
  RabbitServer& rabbit = shared_rabbit();
  rabbit.declare_queue("piled");
  RabbitmqProbe probe(rabbit, R"("lag": {"messages": 5})");
  rabbit.publish("piled", "x", 7);
  ProbeRow row;
  CHECK(wait_until(30s, [&] {
    row = row_of(probe, "piled");
    return row.field("lagging") == Value(true);
  }));
  CHECK(row.text("reason") == "7 messages wait, over the limit of 5; 0 consumers");
  CHECK(row.text("hint") == "start what consumes from it");
  rabbit.take("piled", 7);
  CHECK(wait_until(30s, [&] {
    row = row_of(probe, "piled");
    return row.field("lagging") == Value(false);
  }));
  CHECK(row.is_null("reason"));
  CHECK(row.is_null("hint"));
  rabbit.delete_queue("piled");
}

TEST_CASE("a queue whose readers stop while messages are published lags by its rates") {
  RabbitServer& rabbit = shared_rabbit();
  rabbit.declare_queue("flow");
  RabbitmqProbe probe(rabbit, R"("lag": {"messages": 100000})");
  ProbeRow row;
  const auto flow = [&](bool read) {
    rabbit.publish("flow", "x", 5);
    if (read) rabbit.take("flow", 5);
    row = row_of(probe, "flow");
  };
  CHECK(wait_until(60s, [&] {
    flow(true);
    return !row.is_null("taken_rate") && !row.is_null("publish_rate") &&
           std::get<double>(row.field("taken_rate")) > 0 &&
           std::get<double>(row.field("publish_rate")) > 0;
  }));
  CHECK(row.field("lagging") == Value(false));
  CHECK(wait_until(90s, [&] {
    flow(false);
    return row.field("lagging") == Value(true);
  }));
  const std::string reason = row.text("reason");
  CAPTURE(reason);
  CHECK(contains(reason, "taken "));
  CHECK(contains(reason, "/s published for "));
  CHECK(contains(reason, "0 consumers"));
  rabbit.delete_queue("flow");
}
