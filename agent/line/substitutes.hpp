#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace livetap::line {

/// What line protocol, or the panel behind it, cannot carry as it is. Every text that leaves is
/// either escaped, so that a reader gets it back as it was, or replaced by the table below, so that
/// no input whatever makes a bad line. docs/line-protocol.md holds the same table for users.
///
/// Names of measurements, tags and fields (those of a sound schema pass unchanged):
///   , = space " \        U+201A  U+FF1D  U+2423  U+FF02  U+FF3C
///   # at the very start   U+FF03 (measurement only)
/// Tag values, style live:
///   , =                   U+201A  U+FF1D: Grafana splits the labels of a row at these
///   space                 escaped; U+2423 at either end, where Grafana would trim it away
/// Tag values, style influx:
///   , = space             escaped
/// Tag values, both styles:
///   \                     U+FF3C before , = space " \ and at the end; as it is elsewhere
/// Text fields:
///   " \                   escaped
///   NaN                   U+039D aN in style live, where NaN would mean null
///   tab                   as it is
/// Everywhere:
///   U+0000 to U+001F      their pictures, U+2400 to U+241F
///   U+007F                U+2421
///   U+0080 to U+009F, and each byte that is no UTF-8: U+FFFD
///   U+2028 and U+2029     U+2424
///   an empty name or tag  U+2205
///   beyond the bounds     cut between characters, with U+2026 at the end
enum class Style : unsigned char {
  live,    ///< what Grafana Live turns into frames
  influx,  ///< what InfluxDB takes
};

/// Bounds, in bytes of the input.
inline constexpr std::size_t max_tag_bytes = 256;    // names and tag values
inline constexpr std::size_t max_text_bytes = 4096;  // text fields

/// A measurement's, tag's or field's name. The names of a sound schema pass unchanged.
void append_name(std::string& out, std::string_view name);

void append_tag_value(std::string& out, std::string_view value, Style style);

/// A text field with its quotes.
void append_text(std::string& out, std::string_view text, Style style);

}  // namespace livetap::line
