#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace livetap {

/// CRC-32 of the parts as if they were one: finds what a disk or a crash did to bytes, not what
/// somebody meant to do to them. `start` lets one checksum go on from another.
std::uint32_t checksum(std::initializer_list<std::string_view> parts,
                       std::uint32_t start = 0xFFFFFFFF);

}  // namespace livetap
