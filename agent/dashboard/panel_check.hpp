#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "agent/dashboard/channel_book.hpp"
#include "agent/dashboard/finding.hpp"

namespace livetap::dashboard {

/// What one panel's JSON has against it. Both references must outlive the check.
class PanelCheck {
 public:
  PanelCheck(const boost::json::object& panel, const ChannelBook& book);

  /// Whether it shows a channel stream/... at all.
  bool is_live() const { return live_; }
  std::vector<Finding>& findings() { return findings_; }

 private:
  void check_target(const boost::json::object& target, const std::string& channel);
  void check_fields(const boost::json::object& target, const LiveChannel& channel);
  void check_window(const boost::json::object& target, const LiveChannel& channel);
  void check_time_from(const LiveChannel& channel);
  void check_table(const boost::json::object& target, const LiveChannel& channel);
  void found(std::string what, std::string cure);

  const boost::json::object& panel_;
  const ChannelBook& book_;
  bool live_ = false;
  std::vector<Finding> findings_;
};

}  // namespace livetap::dashboard
