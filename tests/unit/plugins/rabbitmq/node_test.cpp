#include "plugins/rabbitmq/node.hpp"

#include <doctest/doctest.h>

#include "unit/plugins/rabbitmq/recorded_answer.hpp"

using namespace livetap::rabbitmq;

TEST_CASE("a real node has all its numbers and nothing to complain of") {
  const auto list = read_node_list(recorded_answer("nodes"));
  REQUIRE(list.has_value());
  REQUIRE(list->nodes.size() == 1);
  const Node& node = list->nodes.front();
  CHECK(node.name == "rabbit@host");
  CHECK(node.memory_bytes == 139563008);
  CHECK(node.disk_free_bytes == 75812028416);
  CHECK(node.file_descriptors == 42);
  CHECK(node.alarms() == 0);
  CHECK(node.blocked() == false);
  CHECK(node.running == true);
  CHECK(node.reason().empty());
  CHECK(node.hint().empty());
}

TEST_CASE("a real node with both alarms says what that means") {
  const auto list = read_node_list(recorded_answer("nodes_alarms"));
  REQUIRE(list.has_value());
  const Node& node = list->nodes.at(0);
  CHECK(node.alarms() == 2);
  CHECK(node.blocked() == true);
  CHECK(node.reason() == "memory and disk alarm: the broker takes no messages from publishers");
  CHECK(node.hint() == "let consumers empty the queues, or raise vm_memory_high_watermark");
}

TEST_CASE("a node that is down has a name, and everything else is missing") {
  const auto list = read_node_list(R"([{"name":"rabbit@b","running":false}])");
  REQUIRE(list.has_value());
  const Node& node = list->nodes.at(0);
  CHECK(node.running == false);
  CHECK(node.reason() == "the cluster does not see this node running");
  CHECK(node.hint() == "start it (rabbitmqctl cluster_status), or see its log");
  CHECK(!node.memory_bytes);
  CHECK(!node.alarms());
  CHECK(!node.blocked());
}

TEST_CASE("a real node whose statistics are switched off runs, and that is all") {
  const auto list = read_node_list(recorded_answer("nodes_metrics_disabled"));
  REQUIRE(list.has_value());
  CHECK(list->nodes.at(0).running == true);
  CHECK(!list->nodes.at(0).memory_bytes);
  CHECK(!list->nodes.at(0).alarms());
}

TEST_CASE("one known alarm is not hidden by an unknown one") {
  Node node;
  node.disk_alarm = true;
  CHECK(node.alarms() == 1);
  CHECK(node.blocked() == true);
  CHECK(node.reason() == "disk alarm: the broker takes no messages from publishers");
  CHECK(node.hint() == "free space on the disk of its data, or lower disk_free_limit");
}

TEST_CASE("words in place of numbers are missing and told") {
  const auto list = read_node_list(
      R"([{"name":"n","disk_free":"disk_free_monitoring_disabled","fd_used":"unknown"}])");
  REQUIRE(list.has_value());
  CHECK(!list->nodes.at(0).disk_free_bytes);
  CHECK(!list->nodes.at(0).file_descriptors);
  CHECK(list->odd.count == 2);
}

TEST_CASE("an answer that is no list of nodes is refused") {
  CHECK(read_node_list(R"({"error":"x"})").error() == "not a list of nodes");
  CHECK(!read_node_list("7"));
  CHECK(!read_node_list("[{\"name\":"));
  const auto none = read_node_list("[]");
  REQUIRE(none.has_value());
  CHECK(none->nodes.empty());
}
