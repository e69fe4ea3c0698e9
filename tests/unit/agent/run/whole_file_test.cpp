#include "agent/run/whole_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "support/temp_folder.hpp"

using namespace livetap;

namespace {

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("a file is replaced as a whole, is its owner's alone, and nothing lies beside it") {
  const test::TempFolder folder("whole");
  const auto file = folder.write("windows.bin", "before, and longer");
  REQUIRE_FALSE(write_whole_file(file, std::string("new\0", 4)).has_error());
  CHECK(bytes_of(file) == std::string("new\0", 4));
  struct stat status {};
  ::stat(file.c_str(), &status);
  CHECK((status.st_mode & 0777U) == 0600);
  CHECK_FALSE(std::filesystem::exists(file.string() + ".new"));
}

TEST_CASE("a file that cannot be written stays as it is, and the error says what and where") {
  const auto failed = write_whole_file("/nowhere/at/all/windows.bin", "new");
  REQUIRE(failed.has_error());
  CHECK(failed.error().message ==
        "cannot write /nowhere/at/all/windows.bin: No such file or directory");
  const test::TempFolder folder("whole");
  std::filesystem::create_directories(folder / "windows.bin/full");
  CHECK(write_whole_file(folder / "windows.bin", "new").has_error());
  CHECK_FALSE(std::filesystem::exists(folder / "windows.bin.new"));
}
