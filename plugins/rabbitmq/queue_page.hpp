#pragma once
#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/rabbitmq/queue.hpp"
#include "plugins/rabbitmq/scalar_reader.hpp"

namespace livetap::rabbitmq {

/// Queues asked for at once. The broker's own limit is 500.
inline constexpr std::size_t queues_per_page = 500;

/// One page of the broker's answer to /api/queues.
struct QueuePage {
  std::vector<Queue> queues;  ///< at most queues_per_page; one without name or vhost is left out
  std::optional<std::int64_t> page_count;
  std::optional<std::int64_t> total_count;  ///< queues that this user may see, on all pages
  OddValues odd;
};

/// Path and query of a page, from 1, below /api: asks only for the columns that are read.
std::string queue_page_target(std::size_t page);

/// Reads an answer; the error says what is wrong with it.
boost::system::result<QueuePage, std::string> read_queue_page(std::string_view body);

}  // namespace livetap::rabbitmq
