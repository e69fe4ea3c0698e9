#include "plugins/rabbitmq/wording.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>

namespace livetap::rabbitmq {

std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::size_t first_digit = number < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > first_digit + 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string per_second(double rate) {
  if (rate < 10) return fmt::format("{:.2g}/s", rate);
  if (rate < 9e15) return grouped(std::llround(rate)) + "/s";
  return fmt::format("{:.3g}/s", rate);
}

}  // namespace livetap::rabbitmq
