#pragma once

#include <optional>
#include <string_view>

namespace livetap {

/// What a number of an expression counts, as far as that matters for comparing it with 500ms or
/// 64MiB.
struct Unit {
  enum class Dimension { none, time, size };

  Dimension dimension = Dimension::none;
  double base = 1;  ///< nanoseconds or bytes in one of it

  bool operator==(const Unit&) const = default;
};

inline constexpr Unit nanosecond{Unit::Dimension::time, 1};
inline constexpr Unit millisecond{Unit::Dimension::time, 1e6};
inline constexpr Unit byte{Unit::Dimension::size, 1};

/// Of a field, by the id that Grafana knows: ms, s, bytes, decmbytes ... none for all others.
Unit unit_of(std::string_view id);

/// A number as an expression writes it.
struct Quantity {
  double number = 0;
  Unit unit;
};

/// 20, 0.5, 1e6, 500ms, 1h30m, 64MiB; nothing when it is none of these.
std::optional<Quantity> parse_quantity(std::string_view text);

}  // namespace livetap
