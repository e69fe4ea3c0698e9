#include "plugins/rabbitmq/node_rows.hpp"

namespace livetap::rabbitmq {
namespace {

sdk::Measurement shape() {
  return sdk::measurement("rabbitmq_node")
      .doc("The nodes of the broker's cluster, from its management API.")
      .tag("node")
      .integer("memory", "bytes", "Memory that the node uses.")
      .integer("disk_free", "bytes", "Free space on the disk of the node's data.")
      .integer("fds", "short", "File descriptors that are open.")
      .integer("alarms", "short", "Alarms that are raised: memory, disk.")
      .boolean("blocked", "Whether an alarm keeps publishers from publishing.")
      .warn_if_true()
      .events("node_alarm", "node_alarm_cleared")
      .boolean("running", "Whether the cluster sees the node running.")
      .fail_if_false()
      .events("node_alarm_cleared", "node_alarm")
      .text("reason", "What is wrong with the node, in words.")
      .reason()
      .text("hint", "The likely cure.")
      .hint();
}

}  // namespace

NodeRows::NodeRows(sdk::Schema& schema) : measurement_(schema.add(shape())) {
  const auto field = [&](const char* name) { return schema.field(measurement_, name); };
  memory_ = field("memory");
  disk_free_ = field("disk_free");
  fds_ = field("fds");
  alarms_ = field("alarms");
  blocked_ = field("blocked");
  running_ = field("running");
  reason_ = field("reason");
  hint_ = field("hint");
}

void NodeRows::emit(sdk::Collect& call, const Node& node) const {
  sdk::Row row = call.row(measurement_);
  row.tags(node.name)
      .set(memory_, node.memory_bytes)
      .set(disk_free_, node.disk_free_bytes)
      .set(fds_, node.file_descriptors)
      .set(alarms_, node.alarms())
      .set(blocked_, node.blocked())
      .set(running_, node.running);
  if (const std::string reason = node.reason(); !reason.empty()) {
    row.set(reason_, reason).set(hint_, node.hint());
  }
  row.emit();
}

}  // namespace livetap::rabbitmq
