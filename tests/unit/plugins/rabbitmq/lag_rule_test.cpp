#include "plugins/rabbitmq/lag_rule.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace livetap::rabbitmq;
using namespace std::chrono_literals;

namespace {

const LagRule::Clock::time_point start{1000s};

Queue queue_with(std::int64_t messages) {
  Queue queue;
  queue.id = {"/", "orders"};
  queue.messages = messages;
  queue.consumers = 2;
  return queue;
}

Queue queue_with_rates(std::optional<double> published, std::optional<double> acked) {
  Queue queue = queue_with(10);
  queue.publish_rate = published;
  queue.ack_rate = acked;
  return queue;
}

LagVerdict gather(LagRule& rule, const Queue& queue, LagRule::Clock::duration after) {
  auto verdict = rule.judge(queue, start + after);
  rule.end_gather();
  return verdict;
}

}  // namespace

TEST_CASE("a queue lags from one message over the limit on, and says so in words") {
  LagRule rule({.messages = 1000});
  CHECK(rule.judge(queue_with(1000), start).lagging == false);
  CHECK(rule.judge(queue_with(1000), start).reason.empty());
  const auto verdict = rule.judge(queue_with(1532), start);
  CHECK(verdict.lagging == true);
  CHECK(verdict.reason == "1,532 messages wait, over the limit of 1,000; 2 consumers");
}

TEST_CASE("the cure looks at the consumers, and a queue that does not lag has none") {
  LagRule rule({0, 0.1});
  Queue queue = queue_with(5);
  queue.consumers = 0;
  CHECK(rule.judge(queue, start).hint == "start what consumes from it");
  queue.consumers = 1;
  CHECK(rule.judge(queue, start).hint.starts_with("see what keeps its consumers"));
  CHECK(rule.judge(queue_with(0), start).hint.empty());
}

TEST_CASE("the reason counts consumers only when the broker does") {
  LagRule rule({.messages = 0});
  Queue queue = queue_with(5);
  queue.consumers = 1;
  CHECK(rule.judge(queue, start).reason == "5 messages wait, over the limit of 0; 1 consumer");
  queue.consumers.reset();
  CHECK(rule.judge(queue, start).reason == "5 messages wait, over the limit of 0");
}

TEST_CASE("a queue that is not drained lags after two samples, not after one") {
  LagRule rule({});
  const Queue starving = queue_with_rates(25, 0.3);
  CHECK(gather(rule, starving, 0s).lagging == false);
  CHECK(gather(rule, starving, 1s).lagging == false);
  CHECK(gather(rule, starving, 4999ms).lagging == false);
  const auto verdict = gather(rule, starving, 5s);
  CHECK(verdict.lagging == true);
  CHECK(verdict.reason == "taken 0.3/s of 25/s published for 5 s; 2 consumers");
  CHECK(gather(rule, starving, 10s).reason ==
        "taken 0.3/s of 25/s published for 10 s; 2 consumers");
}

TEST_CASE("with a slow probe two observations are two samples") {
  LagRule rule({});
  CHECK(gather(rule, queue_with_rates(25, 0), 0s).lagging == false);
  CHECK(gather(rule, queue_with_rates(25, 0), 60s).lagging == true);
}

TEST_CASE("one good sample in between starts the count anew") {
  LagRule rule({});
  gather(rule, queue_with_rates(25, 0), 0s);
  gather(rule, queue_with_rates(25, 20), 4s);
  CHECK(gather(rule, queue_with_rates(25, 0), 5s).lagging == false);
  CHECK(gather(rule, queue_with_rates(25, 0), 9s).lagging == false);
  CHECK(gather(rule, queue_with_rates(25, 0), 10s).lagging == true);
}

TEST_CASE("exactly the ratio is enough, and a queue that is drained again no longer lags") {
  LagRule rule({.ack_ratio = 0.5});
  gather(rule, queue_with_rates(20, 9.9), 0s);
  CHECK(gather(rule, queue_with_rates(20, 9.9), 6s).lagging == true);
  CHECK(gather(rule, queue_with_rates(20, 10), 7s).lagging == false);
}

TEST_CASE("nothing published, nothing to take") {
  LagRule rule({});
  gather(rule, queue_with_rates(0, 0), 0s);
  CHECK(gather(rule, queue_with_rates(0, 0), 10s).lagging == false);
}

TEST_CASE("an absent rate says nothing: it is unknown, not 0") {
  LagRule rule({});
  for (const auto& queue : {queue_with_rates(25, {}), queue_with_rates({}, 0)}) {
    CHECK(gather(rule, queue, 0s).lagging == false);
    CHECK(gather(rule, queue, 10s).lagging == false);
  }
}

TEST_CASE("unknown messages leave the verdict open unless the rates decide it") {
  LagRule rule({});
  Queue queue = queue_with_rates(25, 0);
  queue.messages.reset();
  CHECK(!gather(rule, queue, 0s).lagging);
  CHECK(gather(rule, queue, 5s).lagging == true);
  CHECK(!gather(rule, Queue{}, 6s).lagging);
}

TEST_CASE("what is delivered without acknowledgement counts as taken") {
  LagRule rule({});
  Queue queue = queue_with_rates(25, 0);
  queue.deliver_no_ack_rate = 20;
  CHECK(queue.taken_rate() == 20);
  gather(rule, queue, 0s);
  CHECK(gather(rule, queue, 10s).lagging == false);
  queue.get_no_ack_rate = 4;
  CHECK(queue.taken_rate() == 24);
  CHECK(!Queue{}.taken_rate());
}

TEST_CASE("both parts of the rule are named when both hold") {
  LagRule rule({.messages = 5});
  gather(rule, queue_with_rates(25, 0), 0s);
  CHECK(gather(rule, queue_with_rates(25, 0), 5s).reason ==
        "10 messages wait, over the limit of 5; taken 0/s of 25/s published for 5 s; 2 consumers");
}

TEST_CASE("a queue that went away and came back begins anew, so does everything after an outage") {
  LagRule rule({});
  const Queue starving = queue_with_rates(25, 0);
  gather(rule, starving, 0s);
  rule.end_gather();
  CHECK(gather(rule, starving, 6s).lagging == false);
  rule.forget();
  CHECK(gather(rule, starving, 12s).lagging == false);
}

TEST_CASE("queues of one name in two vhosts are two queues") {
  LagRule rule({});
  Queue here = queue_with_rates(25, 0);
  Queue there = queue_with_rates(25, 25);
  there.id.vhost = "other";
  for (const auto now : {start, start + 5s}) {
    rule.judge(here, now);
    rule.judge(there, now);
    rule.end_gather();
  }
  CHECK(rule.judge(here, start + 6s).lagging == true);
  CHECK(rule.judge(there, start + 6s).lagging == false);
}
