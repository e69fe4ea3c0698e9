#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/time.hpp"

/// The rows of a sample as bytes: a version, the number of rows, then row by row the tags and the
/// values, and a checksum at the end. A value is a byte that says how it is written, and the rest:
/// small whole numbers take two bytes, and so does a double that holds one.
///
/// The checksum begins with that of the shape and the time. So a flipped byte is found wherever it
/// is: in the rows, in their time, or in the names of their columns.
namespace livetap::journal {

/// The checksum that a shape hands on.
std::uint32_t shape_check(std::string_view measurement, std::string_view text);

std::string sample_blob(const RowBlock& rows, std::uint32_t shape_check, WallTime time);

/// Total: nothing when the bytes are not those that sample_blob made for such a shape and time.
/// Allocates no more than a small multiple of their size.
std::optional<RowBlock> rows_of_blob(std::string_view blob, const Measurement& shape,
                                     std::uint32_t shape_check, WallTime time);

}  // namespace livetap::journal
