#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace livetap {

/// One push to one channel, whole: Influx line protocol, under the message limit.
struct ViewMessage {
  std::string channel;  ///< the last part of the channel: `queue`, `queue_5m`, `queue_table`
  std::shared_ptr<const std::string> payload;
  std::uint32_t rows = 0;          ///< lines in the payload
  std::uint32_t dropped_rows = 0;  ///< rows left out of it because the message was too large
  bool appends = false;            ///< rows that no later message repeats
};

/// What a channel leaves out at present, for the status page and the probe's warning.
struct ViewNotice {
  enum class Reason : std::uint8_t {
    too_large,     ///< live, table: the message would be over the limit
    table_rows,    ///< table: over 450 rows
    series_limit,  ///< window: over 20 series
    budget,        ///< window: one a step would be over the budget
  };

  std::string channel;
  Reason reason = Reason::too_large;
  std::uint32_t count = 0;         ///< series, or rows of a table
  std::vector<std::string> names;  ///< the busiest of them, at most 5: `orders, /`

  bool operator==(const ViewNotice&) const = default;
};

/// As users read it: too_large, table_rows, series_limit, budget.
std::string_view to_string(ViewNotice::Reason reason);

}  // namespace livetap
