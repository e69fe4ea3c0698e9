#include "plugins/rabbitmq/lag_rule.hpp"

#include <spdlog/fmt/fmt.h>

#include "plugins/rabbitmq/wording.hpp"

namespace livetap::rabbitmq {
namespace {

std::string consumers_in_words(const Queue& queue) {
  if (!queue.consumers) return {};
  if (*queue.consumers == 1) return "; 1 consumer";
  return fmt::format("; {} consumers", grouped(*queue.consumers));
}

std::string cure(const Queue& queue) {
  if (queue.consumers == 0) return "start what consumes from it";
  return "see what keeps its consumers, or add some; raise lag.messages if that much is usual";
}

}  // namespace

bool LagRule::starves(const Queue& queue) const {
  const auto taken = queue.taken_rate();
  return queue.publish_rate && taken && *queue.publish_rate > 0 &&
         *taken < limits_.ack_ratio * *queue.publish_rate;
}

std::optional<std::chrono::seconds> LagRule::starved_for(const Queue& queue,
                                                         Clock::time_point now) {
  if (!starves(queue)) {
    starving_.erase(queue.id);
    return std::nullopt;
  }
  const auto [entry, begins] = starving_.try_emplace(queue.id, Starving{now, gather_});
  entry->second.gather = gather_;
  const auto lasted = now - entry->second.since;
  if (begins || lasted < sample_period) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::seconds>(lasted);
}

LagVerdict LagRule::judge(const Queue& queue, Clock::time_point now) {
  const bool piled_up = queue.messages && *queue.messages > limits_.messages;
  const auto starved = starved_for(queue, now);
  if (!piled_up && !starved) {
    if (!queue.messages) return {};
    return {false, {}, {}};
  }
  std::string reason;
  if (piled_up) {
    reason = fmt::format("{} messages wait, over the limit of {}", grouped(*queue.messages),
                         grouped(limits_.messages));
  }
  if (starved) {
    if (piled_up) reason += "; ";
    reason += fmt::format("taken {} of {} published for {} s", per_second(*queue.taken_rate()),
                          per_second(*queue.publish_rate), starved->count());
  }
  return {true, reason + consumers_in_words(queue), cure(queue)};
}

void LagRule::end_gather() {
  std::erase_if(starving_, [this](const auto& entry) { return entry.second.gather != gather_; });
  ++gather_;
}

}  // namespace livetap::rabbitmq
