#pragma once
#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include "plugins/rabbitmq/queue_page.hpp"

namespace livetap::rabbitmq {

/// The walk over the pages of one gather. No I/O; one object per gather.
///
/// Queues come and go between two pages and shift the others: one that shows up twice is passed on
/// once; when queues went away meanwhile, one may have slipped onto a page already read, so all
/// pages are read once more, and only what is new counts.
///
///     QueuePages pages;
///     while (const auto page = pages.next()) {
///       const auto answer = ask(*page);
///       if (gone(answer)) pages.out_of_range();
///       else for (const Queue& queue : pages.take(read_queue_page(answer))) emit(queue);
///     }
class QueuePages {
 public:
  static constexpr std::size_t max_pages = 200;  ///< 100,000 queues; what is beyond is left out

  /// The page to ask for, from 1; nothing when all are read.
  std::optional<std::size_t> next() const { return next_; }
  /// Takes the page that was asked for and returns the queues that were not there before.
  std::vector<Queue> take(QueuePage page);
  /// The broker says that the page does not exist: queues went away, the walk is at its end.
  void out_of_range();
  /// Whether max_pages cut the walk short.
  bool cut() const { return cut_; }

 private:
  void end_pass();

  std::optional<std::size_t> next_ = 1;
  std::set<QueueId> seen_;
  std::optional<std::int64_t> total_;
  bool shrank_ = false;
  bool second_pass_ = false;
  bool cut_ = false;
};

}  // namespace livetap::rabbitmq
