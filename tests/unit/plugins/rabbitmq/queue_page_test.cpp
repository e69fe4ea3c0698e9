#include "plugins/rabbitmq/queue_page.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "unit/plugins/rabbitmq/recorded_answer.hpp"

using namespace livetap::rabbitmq;
using namespace std::string_literals;

namespace {

std::string page_with(const std::string& fields) {
  return R"({"items":[{"vhost":"/","name":"q",)" + fields + R"(}],"page_count":1,"total_count":1})";
}

Queue only_queue(const std::string& fields, OddValues* odd = nullptr) {
  const auto page = read_queue_page(page_with(fields));
  REQUIRE(page.has_value());
  REQUIRE(page->queues.size() == 1);
  if (odd) *odd = page->odd;
  return page->queues.front();
}

Queue recorded_queue(const std::string& answer, const std::string& name) {
  const auto page = read_queue_page(recorded_answer(answer));
  REQUIRE(page.has_value());
  const auto& queues = page->queues;
  const auto found = std::find_if(queues.begin(), queues.end(),
                                  [&](const Queue& queue) { return queue.id.name == name; });
  REQUIRE(found != queues.end());
  return *found;
}

}  // namespace

TEST_CASE("a page is asked for with the columns that are read") {
  const std::string target = queue_page_target(3);
  CHECK(target.starts_with("/queues?page=3&page_size=500&pagination=true&columns=vhost,name,"));
  CHECK(target.find(",message_stats.publish_details.rate,") != std::string::npos);
}

TEST_CASE("a real queue with consumers has all its numbers") {
  const Queue queue = recorded_queue("queues", "orders.fast");
  CHECK(queue.id.vhost == "/");
  CHECK(queue.messages == 0);
  CHECK(queue.ready == 0);
  CHECK(queue.unacked == 0);
  CHECK(queue.consumers == 1);
  CHECK(queue.memory_bytes == 110056);
  CHECK(queue.publish_rate == 24.6);
  CHECK(queue.deliver_rate == 24.6);
  CHECK(queue.ack_rate == 24.6);
  CHECK(queue.taken_rate() == 24.6);
  CHECK(queue.state == "running");
}

TEST_CASE("a real queue that nobody ever read from has no rates of taking") {
  const Queue queue = recorded_queue("queues", "orders.slow");
  CHECK(queue.messages == 2454);
  CHECK(queue.publish_rate == 24.6);
  CHECK(!queue.deliver_rate);
  CHECK(!queue.ack_rate);
  CHECK(!queue.taken_rate());
}

TEST_CASE("a real queue that was never used has no rates at all") {
  const Queue queue = recorded_queue("queues", "orders.idle");
  CHECK(queue.messages == 0);
  CHECK(!queue.publish_rate);
  CHECK(!queue.taken_rate());
}

TEST_CASE("a real queue that is read without acknowledgements counts what is delivered") {
  const Queue queue = recorded_queue("queues", "signals.noack");
  CHECK(queue.ack_rate == 0);
  CHECK(queue.taken_rate() == 24.6);
}

TEST_CASE("real names come through as the broker has them") {
  recorded_queue("queues", "a,b=c d");
  recorded_queue("queues", "q\"uote\\back");
  recorded_queue("queues", "nul\0byte"s);
  recorded_queue("queues", "sep\u2028end");
  recorded_queue("queues", "tab\t");
  recorded_queue("queues", std::string(255, 'x'));
}

TEST_CASE("real pages say how many there are") {
  const auto second = read_queue_page(recorded_answer("queues_page_2_of_3"));
  REQUIRE(second.has_value());
  CHECK(second->queues.size() == 7);
  CHECK(second->page_count == 3);
  CHECK(second->total_count == 19);
  const auto none = read_queue_page(recorded_answer("queues_none"));
  REQUIRE(none.has_value());
  CHECK(none->queues.empty());
  CHECK(none->page_count == 0);
}

TEST_CASE("a real broker whose statistics are switched off gives names, a state, and no number") {
  const Queue queue = recorded_queue("queues_metrics_disabled", "orders.fast");
  CHECK(queue.state == "live");
  CHECK(!queue.messages);
  CHECK(!queue.consumers);
  CHECK(!queue.publish_rate);
  CHECK(!queue.taken_rate());
}

TEST_CASE("numbers as text, negative, broken and endless numbers are missing, and told") {
  OddValues odd;
  const Queue queue = only_queue(
      R"("messages":"12","messages_ready":-1,"messages_unacknowledged":1.5,"consumers":null,
         "memory":99999999999999999999,"message_stats":{"ack_details":{"rate":"NaN"},
         "publish_details":{"rate":1e999},"deliver_get_details":{"rate":-0.5}})",
      &odd);
  CHECK(!queue.messages);
  CHECK(!queue.ready);
  CHECK(!queue.unacked);
  CHECK(!queue.consumers);
  CHECK(!queue.memory_bytes);
  CHECK(!queue.ack_rate);
  CHECK(!queue.publish_rate);
  CHECK(!queue.deliver_rate);
  CHECK(odd.count == 7);
  CHECK(odd.first == R"(items[].messages is the text "12")");
}

TEST_CASE("a whole number may be written as a fraction of nothing") {
  CHECK(only_queue(R"("messages":12.0)").messages == 12);
  CHECK(only_queue(R"("message_stats":{"ack_details":{"rate":3}})").ack_rate == 3.0);
}

TEST_CASE("values of one queue never leak into the next") {
  const auto page = read_queue_page(
      R"({"page_count":1,"items":[{"vhost":"/","name":"a","messages":5},{"vhost":"/","name":"b"}]})");
  REQUIRE(page.has_value());
  CHECK(page->queues.at(0).messages == 5);
  CHECK(!page->queues.at(1).messages);
}

TEST_CASE("an item that is no queue is left out") {
  const auto page = read_queue_page(
      R"({"page_count":1,"items":[{"name":"a"},{"vhost":"/"},{"vhost":"/","name":7},[],5,{}]})");
  REQUIRE(page.has_value());
  CHECK(page->queues.empty());
}

TEST_CASE("an answer that is no page of queues is refused") {
  CHECK(!read_queue_page("[]"));
  CHECK(read_queue_page("{}").error() == "no page_count in it");
  CHECK(!read_queue_page(page_with(R"("messages":1)").substr(0, 40)));
}

TEST_CASE("more queues than asked for are not believed") {
  std::string body = R"({"page_count":1,"items":[)";
  for (std::size_t i = 0; i <= queues_per_page; ++i) {
    if (i > 0) body += ',';
    body += R"({"vhost":"/","name":")" + std::to_string(i) + "\"}";
  }
  CHECK(read_queue_page(body + "]}").error() == "more than the 500 queues asked for");
}
