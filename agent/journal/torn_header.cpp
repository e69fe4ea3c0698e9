#include "agent/journal/torn_header.hpp"

#include <array>
#include <cstdint>
#include <fstream>

namespace livetap::journal {

namespace {

namespace fs = std::filesystem;

// Of SQLite's file format: where in the first bytes what lies.
constexpr std::size_t page_size_at = 16;  // two bytes; 1 means 65,536
constexpr std::size_t write_version_at = 18;
constexpr std::size_t read_version_at = 19;
constexpr unsigned newest_version = 2;  // which is WAL

bool has_wal(const fs::path& file) {
  std::error_code none;
  const auto size = fs::file_size(file.string() + "-wal", none);
  return !none && size > 0;
}

}  // namespace

std::string torn_header(const fs::path& file) {
  std::array<char, 20> start{};
  std::ifstream in(file, std::ios::binary);
  if (!in.read(start.data(), start.size()) || has_wal(file)) {
    return {};  // not there, so short that SQLite sees it, or made whole by its -wal
  }
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(start.at(at)); };
  if (byte(write_version_at) > newest_version || byte(read_version_at) > newest_version) {
    return "its format is none that there is";
  }
  std::uint32_t page = byte(page_size_at) * 256U + byte(page_size_at + 1);
  page = page == 1 ? 65'536 : page;
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  if (!failed && page > 0 && size % page != 0) {
    return "its last page is cut off";
  }
  return {};
}

}  // namespace livetap::journal
