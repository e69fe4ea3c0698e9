#pragma once

#include <filesystem>
#include <string_view>

#include "agent/model/error.hpp"

namespace livetap {

/// Writes a file as a whole or not at all, whatever happens meanwhile: beside it (`<file>.new`), to
/// the disk, and then in its place. Readable by its owner only. Takes as long as the disk does.
Result<void> write_whole_file(const std::filesystem::path& file, std::string_view bytes);

}  // namespace livetap
