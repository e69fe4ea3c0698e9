#include "tests/support/temp_folder.hpp"

#include <stdlib.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

namespace livetap::test {

namespace fs = std::filesystem;

TempFolder::TempFolder(std::string_view name) {
  const fs::path pattern = fs::temp_directory_path() / ("livetap-" + std::string(name) + "-XXXXXX");
  std::string text = pattern.string();
  if (::mkdtemp(text.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), "cannot make a folder " + text);
  }
  path_ = text;
  ::chmod(text.c_str(), 0711);
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path TempFolder::write(std::string_view name, std::string_view content) const {
  const fs::path file = path_ / name;
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  out << content;
  out.close();
  if (!out) throw std::system_error(EIO, std::generic_category(), "cannot write " + file.string());
  return file;
}

}  // namespace livetap::test
