#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "agent/line/encoder.hpp"
#include "agent/route/snapshot.hpp"
#include "agent/view/busyness.hpp"
#include "agent/view/view_message.hpp"

namespace livetap {

/// Channel X: the rows of each gather as they come.
class LiveView {
 public:
  LiveView(const Measurement& measurement, std::size_t message_limit);

  const std::string& channel() const { return channel_; }
  /// Nothing when there are no rows, or none that fits.
  std::optional<ViewMessage> message(const Snapshot& snapshot, const Busyness& busyness);

  const std::optional<ViewNotice>& notice() const { return notice_; }
  std::uint64_t too_large_rows() const { return too_large_rows_; }

 private:
  std::string channel_;
  std::size_t limit_;
  line::LineEncoder encoder_;
  std::optional<ViewNotice> notice_;
  std::uint64_t too_large_rows_ = 0;
};

}  // namespace livetap
