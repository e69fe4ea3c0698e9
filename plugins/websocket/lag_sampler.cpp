#include "plugins/websocket/lag_sampler.hpp"

#include <cmath>

#include "plugins/websocket/source_time.hpp"

namespace livetap::websocket {

std::optional<double> LagSampler::look(std::string_view message, Time now, WallTime wall) {
  using Milliseconds = std::chrono::duration<double, std::milli>;
  next_ = now + pause;
  const auto written = source_time(message, pointer_);
  if (!written) return std::nullopt;
  const double lag = Milliseconds(wall.time_since_epoch()).count() - *written;
  if (std::abs(lag) > Milliseconds(far_off).count()) return std::nullopt;
  return lag;
}

}  // namespace livetap::websocket
