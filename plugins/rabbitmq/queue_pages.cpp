#include "plugins/rabbitmq/queue_pages.hpp"

#include <utility>

namespace livetap::rabbitmq {

std::vector<Queue> QueuePages::take(QueuePage page) {
  std::vector<Queue> fresh;
  for (Queue& queue : page.queues) {
    if (seen_.insert(queue.id).second) fresh.push_back(std::move(queue));
  }
  if (total_ && page.total_count && *page.total_count < *total_) shrank_ = true;
  total_ = page.total_count;

  const auto last = static_cast<std::size_t>(page.page_count.value_or(0));
  if (*next_ >= last) {
    end_pass();
  } else if (*next_ == max_pages) {
    cut_ = true;
    end_pass();
  } else {
    ++*next_;
  }
  return fresh;
}

void QueuePages::out_of_range() {
  shrank_ = true;
  end_pass();
}

void QueuePages::end_pass() {
  if (shrank_ && !second_pass_) {
    second_pass_ = true;
    next_ = 1;
  } else {
    next_.reset();
  }
}

}  // namespace livetap::rabbitmq
