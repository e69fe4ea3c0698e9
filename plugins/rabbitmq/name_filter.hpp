#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace livetap::rabbitmq {

/// Whether a glob matches a whole text: `*` stands for any bytes (none, too), `?` for one byte,
/// everything else for itself. Takes time in proportion to pattern times text, never more.
bool glob_matches(std::string_view pattern, std::string_view text);

/// Chooses queues by name. A pattern is matched against the queue's name and, when it contains a
/// slash, also against `vhost/name` (the default vhost is called `/`: `//orders.*`).
///
///     NameFilter filter({"orders.*"}, {"*.dead"});
///     filter.takes("/", "orders.new");   // true
class NameFilter {
 public:
  /// No `include`: every queue. `exclude` wins.
  NameFilter(std::vector<std::string> include, std::vector<std::string> exclude);

  bool takes(std::string_view vhost, std::string_view name) const;

 private:
  std::vector<std::string> include_;
  std::vector<std::string> exclude_;
};

}  // namespace livetap::rabbitmq
