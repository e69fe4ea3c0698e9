#include "plugins/rabbitmq/node.hpp"

#include <spdlog/fmt/fmt.h>

#include <utility>

#include "plugins/rabbitmq/place.hpp"

namespace livetap::rabbitmq {
namespace {

using Count = std::optional<std::int64_t> Node::*;
using Truth = std::optional<bool> Node::*;

constexpr std::string_view item = "[]";

constexpr std::pair<std::string_view, Count> counts[] = {
    {"[].mem_used", &Node::memory_bytes},
    {"[].disk_free", &Node::disk_free_bytes},
    {"[].fd_used", &Node::file_descriptors},
};

constexpr std::pair<std::string_view, Truth> truths[] = {
    {"[].mem_alarm", &Node::memory_alarm},
    {"[].disk_free_alarm", &Node::disk_alarm},
    {"[].running", &Node::running},
};

class NodeListener final : public JsonListener {
 public:
  NodeList list;
  bool is_list = true;
  bool too_many = false;

  void object_begins(std::string_view path) override {
    if (path.empty()) is_list = false;
    if (path == item) node_ = {};
  }
  void object_ends(std::string_view path) override {
    if (path != item || node_.name.empty()) return;
    too_many = list.nodes.size() == max_nodes;
    if (!too_many) list.nodes.push_back(std::move(node_));
  }
  void value(std::string_view path, const JsonScalar& scalar) override {
    if (path.empty()) is_list = false;
    if (const auto count = member_at(path, counts)) {
      node_.*count = read_.count(path, scalar);
    } else if (const auto truth = member_at(path, truths)) {
      node_.*truth = read_.truth(path, scalar);
    } else if (path == "[].name") {
      node_.name = read_.text(path, scalar).value_or(std::string());
    }
  }

 private:
  ScalarReader read_{list.odd};
  Node node_;
};

}  // namespace

std::optional<std::int64_t> Node::alarms() const {
  if (!memory_alarm && !disk_alarm) return std::nullopt;
  return (memory_alarm.value_or(false) ? 1 : 0) + (disk_alarm.value_or(false) ? 1 : 0);
}

std::optional<bool> Node::blocked() const {
  const auto raised = alarms();
  if (!raised) return std::nullopt;
  return *raised > 0;
}

std::string Node::reason() const {
  if (running == false) return "the cluster does not see this node running";
  const bool memory = memory_alarm.value_or(false);
  const bool disk = disk_alarm.value_or(false);
  if (!memory && !disk) return {};
  return fmt::format("{} alarm: the broker takes no messages from publishers",
                     memory && disk ? "memory and disk"
                     : memory       ? "memory"
                                    : "disk");
}

std::string Node::hint() const {
  if (running == false) return "start it (rabbitmqctl cluster_status), or see its log";
  const bool memory = memory_alarm.value_or(false);
  if (!memory && !disk_alarm.value_or(false)) return {};
  return memory ? "let consumers empty the queues, or raise vm_memory_high_watermark"
                : "free space on the disk of its data, or lower disk_free_limit";
}

std::string node_list_target() {
  return "/nodes?columns=name,running,mem_used,mem_alarm,disk_free,disk_free_alarm,fd_used";
}

boost::system::result<NodeList, std::string> read_node_list(std::string_view body) {
  NodeListener listener;
  if (const auto fault = walk_json(body, listener)) return *fault;
  if (!listener.is_list) return std::string("not a list of nodes");
  if (listener.too_many) return fmt::format("more than {} nodes", max_nodes);
  return std::move(listener.list);
}

}  // namespace livetap::rabbitmq
