#include "plugins/rabbitmq/queue_rows.hpp"

namespace livetap::rabbitmq {
namespace {

sdk::Measurement shape() {
  return sdk::measurement("rabbitmq_queue")
      .doc("The queues of the broker, from its management API.")
      .tag("vhost")
      .tag("queue")
      .integer("messages", "short", "Messages in the queue, ready and unacknowledged.")
      .integer("ready", "short", "Messages that wait to be delivered.")
      .integer("unacked", "short", "Messages delivered and not yet acknowledged.")
      .integer("consumers", "short", "Consumers of the queue.")
      .number("publish_rate", "cps", "Messages published to the queue per second.")
      .number("deliver_rate", "cps", "Messages given to consumers and getters per second.")
      .number("ack_rate", "cps", "Messages acknowledged per second.")
      .number("taken_rate", "cps",
              "Messages that left for good per second: acknowledged, or delivered without need "
              "of it.")
      .integer("memory", "bytes", "Memory of the queue's process in the broker.")
      .no_trend()
      .boolean("lagging", "Whether the queue falls behind.")
      .warn_if_true()
      .events("queue_lagging", "queue_recovered")
      .text("state", "What the broker calls the queue's state: running, idle, flow, down ...")
      .state()
      .trend()
      .text("reason", "Why the queue lags, in words.")
      .reason()
      .text("hint", "The likely cure.")
      .hint();
}

}  // namespace

QueueRows::QueueRows(sdk::Schema& schema) : measurement_(schema.add(shape())) {
  const auto field = [&](const char* name) { return schema.field(measurement_, name); };
  messages_ = field("messages");
  ready_ = field("ready");
  unacked_ = field("unacked");
  consumers_ = field("consumers");
  publish_rate_ = field("publish_rate");
  deliver_rate_ = field("deliver_rate");
  ack_rate_ = field("ack_rate");
  taken_rate_ = field("taken_rate");
  memory_ = field("memory");
  lagging_ = field("lagging");
  state_ = field("state");
  reason_ = field("reason");
  hint_ = field("hint");
}

void QueueRows::emit(sdk::Collect& call, const Queue& queue, const LagVerdict& verdict) const {
  sdk::Row row = call.row(measurement_);
  row.tags(queue.id.vhost, queue.id.name)
      .set(messages_, queue.messages)
      .set(ready_, queue.ready)
      .set(unacked_, queue.unacked)
      .set(consumers_, queue.consumers)
      .set(publish_rate_, queue.publish_rate)
      .set(deliver_rate_, queue.deliver_rate)
      .set(ack_rate_, queue.ack_rate)
      .set(taken_rate_, queue.taken_rate())
      .set(memory_, queue.memory_bytes)
      .set(lagging_, verdict.lagging)
      .set(state_, queue.state);
  if (!verdict.reason.empty()) row.set(reason_, verdict.reason).set(hint_, verdict.hint);
  row.emit();
}

}  // namespace livetap::rabbitmq
