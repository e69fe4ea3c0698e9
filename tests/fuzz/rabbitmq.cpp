// Answers of RabbitMQ's management API: a page of queues, and the nodes.
#include "fuzz/target.hpp"
#include "plugins/rabbitmq/node.hpp"
#include "plugins/rabbitmq/queue_page.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace livetap::rabbitmq;
  using livetap::fuzz::must;
  const auto body = livetap::fuzz::text_of(data, size);
  if (const auto page = read_queue_page(body)) {
    must(page->queues.size() <= queues_per_page, "a page has no more queues than were asked for");
  }
  if (const auto list = read_node_list(body)) {
    must(list->nodes.size() <= max_nodes, "no cluster has so many nodes");
    for (const auto& node : list->nodes) {
      must(node.reason().empty() == node.hint().empty(), "what is wrong has a cure");
    }
  }
  return 0;
}
