#pragma once

#include <filesystem>
#include <string_view>

namespace livetap::test {

// A folder under $TMPDIR (else /tmp) that goes, with all in it, at the end of its scope.
// Short path: UNIX sockets fit in. Others may pass through it, not list it.
class TempFolder {
 public:
  explicit TempFolder(std::string_view name = "test");
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

  // Writes a file of this name inside, readable by its owner only, and returns its path.
  std::filesystem::path write(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

}  // namespace livetap::test
