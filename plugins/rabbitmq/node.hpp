#pragma once
#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/rabbitmq/scalar_reader.hpp"

namespace livetap::rabbitmq {

/// One node of the cluster as the broker describes it. A node that is down has little more than its
/// name; what is missing is absent.
struct Node {
  std::string name;
  std::optional<std::int64_t> memory_bytes;
  std::optional<std::int64_t> disk_free_bytes;
  std::optional<std::int64_t> file_descriptors;
  std::optional<bool> memory_alarm;
  std::optional<bool> disk_alarm;
  std::optional<bool> running;

  /// How many of the two alarms are raised; absent when the broker speaks of neither.
  std::optional<std::int64_t> alarms() const;
  /// Whether an alarm keeps publishers from publishing; absent when the broker does not say.
  std::optional<bool> blocked() const;
  /// What is wrong, in words for people; empty when nothing is.
  std::string reason() const;
  /// The likely cure of that; empty when nothing is wrong.
  std::string hint() const;
};

struct NodeList {
  std::vector<Node> nodes;  ///< one without a name is left out
  OddValues odd;
};

/// More nodes than any cluster has: a longer list is not believed.
inline constexpr std::size_t max_nodes = 1000;

/// Path and query below /api: asks only for the columns that are read.
std::string node_list_target();

/// Reads an answer; the error says what is wrong with it.
boost::system::result<NodeList, std::string> read_node_list(std::string_view body);

}  // namespace livetap::rabbitmq
