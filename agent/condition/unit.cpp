#include "agent/condition/unit.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "agent/config/quantity.hpp"

namespace livetap {

namespace {

constexpr Unit time_of(double nanoseconds) {
  return {Unit::Dimension::time, nanoseconds};
}

constexpr Unit size_of(double bytes) {
  return {Unit::Dimension::size, bytes};
}

constexpr std::array<std::pair<std::string_view, Unit>, 22> units{{
    {"ns", time_of(1)},
    {"µs", time_of(1e3)},
    {"us", time_of(1e3)},
    {"ms", time_of(1e6)},
    {"s", time_of(1e9)},
    {"m", time_of(60e9)},
    {"h", time_of(3600e9)},
    {"d", time_of(86400e9)},
    {"clockms", time_of(1e6)},
    {"clocks", time_of(1e9)},
    {"dtdurationms", time_of(1e6)},
    {"dtdurations", time_of(1e9)},
    {"dthms", time_of(1e9)},
    {"bytes", size_of(1)},
    {"decbytes", size_of(1)},
    {"kbytes", size_of(1024)},
    {"deckbytes", size_of(1e3)},
    {"mbytes", size_of(1024.0 * 1024)},
    {"decmbytes", size_of(1e6)},
    {"gbytes", size_of(1024.0 * 1024 * 1024)},
    {"decgbytes", size_of(1e9)},
    {"tbytes", size_of(1024.0 * 1024 * 1024 * 1024)},
}};

}  // namespace

Unit unit_of(std::string_view id) {
  const auto found =
      std::find_if(units.begin(), units.end(), [&](const auto& unit) { return unit.first == id; });
  return found == units.end() ? Unit{} : found->second;
}

std::optional<Quantity> parse_quantity(std::string_view text) {
  if (const auto number = parse_number(text)) {
    return Quantity{*number, {}};
  }
  if (const auto duration = parse_duration(text)) {
    return Quantity{static_cast<double>(*duration), nanosecond};
  }
  if (const auto size = parse_size(text)) {
    return Quantity{static_cast<double>(*size), byte};
  }
  return std::nullopt;
}

}  // namespace livetap
