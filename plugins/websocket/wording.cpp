#include "plugins/websocket/wording.hpp"

#include <spdlog/fmt/fmt.h>

namespace livetap::websocket {

std::string in_words(std::chrono::steady_clock::duration span) {
  using namespace std::chrono;
  const auto ms = duration_cast<milliseconds>(span).count();
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms < 60'000) return fmt::format("{:.1f} s", static_cast<double>(ms / 100) / 10);
  const auto seconds = ms / 1000;
  if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
}

}  // namespace livetap::websocket
