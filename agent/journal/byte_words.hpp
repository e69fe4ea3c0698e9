#pragma once

#include <cstdint>
#include <string>

namespace livetap::journal {

/// Bytes for people: 512 B, 4.2 KiB, 1.0 GiB.
std::string byte_words(std::uint64_t bytes);

}  // namespace livetap::journal
