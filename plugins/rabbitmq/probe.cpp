#include <livetap/probe.hpp>

#include <spdlog/fmt/fmt.h>

#include "plugins/rabbitmq/answer.hpp"
#include "plugins/rabbitmq/management_api.hpp"
#include "plugins/rabbitmq/node_rows.hpp"
#include "plugins/rabbitmq/queue_pages.hpp"
#include "plugins/rabbitmq/queue_rows.hpp"
#include "plugins/rabbitmq/settings.hpp"

namespace livetap::rabbitmq {
namespace {

using namespace sdk;
using Deadline = ManagementApi::Deadline;

// This much of the time is the broker's: what is left goes to saying what went wrong, before the
// agent's own deadline turns every answer into "cancelled".
constexpr double share_of_all = 0.95;
// So that nodes still have a chance when the queues take too long.
constexpr double share_of_queues = 0.7;

// Queues and nodes of one broker. Each measurement fails on its own; a broker that is not there, or
// that lets us not even see queues, fails both.
class RabbitmqProbe {
 public:
  static constexpr ProbeInfo info{.id = "rabbitmq",
                                  .summary = "Queues and nodes of a RabbitMQ broker.",
                                  .interval = 1s,
                                  .timeout = 2s};
  static SettingList settings() { return setting_list(); }

  RabbitmqProbe(const Settings& settings, Host& host)
      : host_(host),
        filter_(read_filter(settings)),
        lag_(read_limits(settings)),
        api_(read_login(settings)) {}

  const Schema& schema() const { return schema_; }

  void collect(Collect& call) {
    const bool nodes = call.due(nodes_.measurement());
    const Deadline end = after(call, share_of_all);
    if (call.due(queues_.measurement())) {
      gather_queues(call, nodes ? after(call, share_of_all * share_of_queues) : end);
    }
    if (nodes) call.gather(nodes_.measurement(), [&] { read_nodes(call, end); });
  }

 private:
  static Deadline after(const Collect& call, double share) {
    const auto left = std::chrono::duration<double, std::milli>(call.time_left()) * share;
    return std::chrono::steady_clock::now() +
           std::chrono::duration_cast<std::chrono::steady_clock::duration>(left);
  }

  void gather_queues(Collect& call, Deadline deadline) {
    try {
      read_queues(call, deadline);
      call.done(queues_.measurement());
    } catch (const ProbeError& error) {
      lag_.forget();
      const auto kind = error.kind();
      if (kind != ErrorKind::timeout && kind != ErrorKind::protocol) throw;
      call.fail(queues_.measurement(), error);
    }
  }

  void read_queues(Collect& call, Deadline deadline) {
    QueuePages pages;
    while (const auto number = pages.next()) {
      const std::string target = queue_page_target(*number);
      const auto answer = api_.ask(target, deadline, call.cancel_fd());
      if (*number > 1 && page_out_of_range(answer)) {
        pages.out_of_range();
        continue;
      }
      QueuePage page = read<QueuePage>(answer, target, read_queue_page);
      tell_odd(page.odd);
      if (*number == 1) tell_none(page);
      emit_queues(call, pages.take(std::move(page)));
    }
    lag_.end_gather();
    if (pages.cut()) tell_cut();
  }

  void emit_queues(Collect& call, const std::vector<Queue>& queues) {
    const auto now = LagRule::Clock::now();
    for (const Queue& queue : queues) {
      if (!filter_.takes(queue.id.vhost, queue.id.name)) continue;
      queues_.emit(call, queue, lag_.judge(queue, now));
    }
  }

  void read_nodes(Collect& call, Deadline deadline) {
    const std::string target = node_list_target();
    const auto answer = api_.ask(target, deadline, call.cancel_fd());
    const NodeList list = read<NodeList>(answer, target, read_node_list);
    tell_odd(list.odd);
    for (const Node& node : list.nodes) nodes_.emit(call, node);
  }

  template <class Content, class Reader>
  Content read(const net::HttpResponse& answer, std::string_view target, Reader reader) const {
    if (answer.status != 200) throw fault_of(answer, api_.where(target));
    auto content = reader(answer.body);
    if (!content) throw fault_of_body(answer, content.error(), api_.where(target));
    return std::move(*content);
  }

  void tell_odd(const OddValues& odd) {
    if (odd.count == 0 || std::exchange(told_odd_, true)) return;
    host_.debug(fmt::format("values that make no sense count as missing: {} ({} in this answer)",
                            odd.first, odd.count));
  }
  void tell_none(const QueuePage& page) {
    if (page.total_count != 0) told_none_ = false;
    if (page.total_count != 0 || std::exchange(told_none_, true)) return;
    host_.info(
        "the broker shows no queue: where there are some, the user has no permission in their "
        "vhost (rabbitmqctl set_permissions -p VHOST USER '' '' '.*')");
  }
  void tell_cut() {
    if (std::exchange(told_cut_, true)) return;
    host_.warning(fmt::format("only the first {} queues are measured",
                              QueuePages::max_pages * queues_per_page));
  }

  Host& host_;
  NameFilter filter_;
  LagRule lag_;
  ManagementApi api_;
  Schema schema_;
  QueueRows queues_{schema_};
  NodeRows nodes_{schema_};
  bool told_odd_ = false;
  bool told_none_ = false;
  bool told_cut_ = false;
};

}  // namespace
}  // namespace livetap::rabbitmq

LIVETAP_PROBE(livetap::rabbitmq::RabbitmqProbe);
