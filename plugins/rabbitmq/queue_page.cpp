#include "plugins/rabbitmq/queue_page.hpp"

#include <spdlog/fmt/fmt.h>

#include <utility>

#include "plugins/rabbitmq/place.hpp"

namespace livetap::rabbitmq {
namespace {

constexpr std::string_view columns =
    "vhost,name,state,consumers,memory,messages,messages_ready,messages_unacknowledged,"
    "message_stats.publish_details.rate,message_stats.deliver_get_details.rate,"
    "message_stats.ack_details.rate,message_stats.deliver_no_ack_details.rate,"
    "message_stats.get_no_ack_details.rate";

using Count = std::optional<std::int64_t> Queue::*;
using Rate = std::optional<double> Queue::*;

constexpr std::string_view item = "items[]";

constexpr std::pair<std::string_view, Count> counts[] = {
    {"items[].messages", &Queue::messages},
    {"items[].messages_ready", &Queue::ready},
    {"items[].messages_unacknowledged", &Queue::unacked},
    {"items[].consumers", &Queue::consumers},
    {"items[].memory", &Queue::memory_bytes},
};

constexpr std::pair<std::string_view, Rate> rates[] = {
    {"items[].message_stats.publish_details.rate", &Queue::publish_rate},
    {"items[].message_stats.deliver_get_details.rate", &Queue::deliver_rate},
    {"items[].message_stats.ack_details.rate", &Queue::ack_rate},
    {"items[].message_stats.deliver_no_ack_details.rate", &Queue::deliver_no_ack_rate},
    {"items[].message_stats.get_no_ack_details.rate", &Queue::get_no_ack_rate},
};

class PageListener final : public JsonListener {
 public:
  QueuePage page;
  bool too_many = false;

  void object_begins(std::string_view path) override {
    if (path == item) {
      queue_ = {};
      named_ = placed_ = false;
    }
  }
  void object_ends(std::string_view path) override {
    if (path != item || !named_ || !placed_) return;
    too_many = page.queues.size() == queues_per_page;
    if (!too_many) page.queues.push_back(std::move(queue_));
  }
  void value(std::string_view path, const JsonScalar& scalar) override {
    if (const auto count = member_at(path, counts)) {
      queue_.*count = read_.count(path, scalar);
    } else if (const auto rate = member_at(path, rates)) {
      queue_.*rate = read_.rate(path, scalar);
    } else if (path == "items[].name") {
      named_ = take(path, scalar, queue_.id.name);
    } else if (path == "items[].vhost") {
      placed_ = take(path, scalar, queue_.id.vhost);
    } else if (path == "items[].state") {
      queue_.state = read_.text(path, scalar);
    } else if (path == "page_count") {
      page.page_count = read_.count(path, scalar);
    } else if (path == "total_count") {
      page.total_count = read_.count(path, scalar);
    }
  }

 private:
  bool take(std::string_view path, const JsonScalar& scalar, std::string& name) {
    auto text = read_.text(path, scalar);
    if (!text) return false;
    name = std::move(*text);
    return true;
  }

  ScalarReader read_{page.odd};
  Queue queue_;
  bool named_ = false;
  bool placed_ = false;
};

}  // namespace

std::string queue_page_target(std::size_t page) {
  return fmt::format("/queues?page={}&page_size={}&pagination=true&columns={}", page,
                     queues_per_page, columns);
}

boost::system::result<QueuePage, std::string> read_queue_page(std::string_view body) {
  PageListener listener;
  if (const auto fault = walk_json(body, listener)) return *fault;
  if (!listener.page.page_count) return std::string("no page_count in it");
  if (listener.too_many) {
    return fmt::format("more than the {} queues asked for", queues_per_page);
  }
  return std::move(listener.page);
}

}  // namespace livetap::rabbitmq
