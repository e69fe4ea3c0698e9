#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/dashboard/dashboard.hpp"
#include "agent/dashboard/live_channels.hpp"

namespace livetap::dashboard {

/// Every channel that the agent pushes to under a config, by its name.
class ChannelBook {
 public:
  explicit ChannelBook(const Plan& plan);

  const std::string& stream() const { return stream_; }
  const LiveChannel* find(const std::string& name) const;
  /// What somebody who wrote a name that there is not may have meant, as a sentence.
  std::string hint(const std::string& name) const;
  /// The same for a field that the channel does not have.
  std::string field_hint(const std::string& field, const LiveChannel& channel) const;

 private:
  void add(std::vector<LiveChannel> channels);
  std::string window_hint(const std::string& name) const;

  std::string stream_;
  std::vector<WindowOption> windows_;
  std::map<std::string, LiveChannel> channels_;
};

}  // namespace livetap::dashboard
