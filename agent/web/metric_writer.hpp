#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace livetap::web {

/// Appends metric families in the text format of Prometheus.
///
///   MetricWriter metrics(out);
///   metrics.family("livetap_probe_up", "gauge", "Whether the probe is well.");
///   metrics.sample({{"probe", "trading"}}, 1);
class MetricWriter {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  explicit MetricWriter(std::string& out) : out_(out) {}

  void family(std::string_view name, std::string_view type, std::string_view help);
  /// Of the family begun last; `ending` goes after its name (_sum, _count).
  void sample(Labels labels, double value, std::string_view ending = {});

 private:
  std::string& out_;
  std::string name_;
};

}  // namespace livetap::web
