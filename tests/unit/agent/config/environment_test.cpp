#include "agent/config/environment.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <fstream>

using namespace livetap;

namespace {

struct Folder {
  Folder() {
    std::string pattern = std::filesystem::temp_directory_path() / "livetap-config-XXXXXX";
    path = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  void write(const char* name, const std::string& text) const {
    std::ofstream(path / name) << text;
  }
  std::filesystem::path path;
};

}  // namespace

TEST_CASE("files are read whole, up to a bound") {
  const Folder folder;
  folder.write("a", std::string(100, 'x'));
  const auto environment = Environment::of_process();
  CHECK(environment.read_file(folder.path / "a", 100).value() == std::string(100, 'x'));
  const auto big = environment.read_file(folder.path / "a", 99);
  REQUIRE(big.has_error());
  CHECK(big.error().message.ends_with("it has more than 99 bytes"));
}

TEST_CASE("what cannot be read is an error with its reason") {
  const Folder folder;
  const auto environment = Environment::of_process();
  CHECK(environment.read_file(folder.path / "none", 9)
            .error()
            .message.ends_with("No such file or directory"));
  CHECK(environment.read_file(folder.path, 9).error().message.ends_with("it is a folder"));
}

TEST_CASE("patterns find files by name, and a plain name is itself") {
  const Folder folder;
  folder.write("b.yaml", "");
  folder.write("a.yaml", "");
  folder.write("c.txt", "");
  const auto environment = Environment::of_process();
  CHECK(environment.glob(folder.path / "*.yaml") ==
        std::vector<std::filesystem::path>{folder.path / "a.yaml", folder.path / "b.yaml"});
  CHECK(environment.glob(folder.path / "*.none").empty());
  CHECK(environment.glob(folder.path / "none").size() == 1);
}

TEST_CASE("an unset variable is nothing, an empty one is empty") {
  const auto environment = Environment::of_process();
  ::setenv("LIVETAP_TEST_EMPTY", "", 1);
  ::unsetenv("LIVETAP_TEST_UNSET");
  CHECK(environment.variable("LIVETAP_TEST_EMPTY") == "");
  CHECK_FALSE(environment.variable("LIVETAP_TEST_UNSET").has_value());
  CHECK_FALSE(environment.host_name.empty());
}

TEST_CASE("a relative path starts at the folder of the file that names it") {
  CHECK(beside("/etc/livetap/agent.yaml", "conf.d/*.yaml") == "/etc/livetap/conf.d/*.yaml");
  CHECK(beside("agent.yaml", "x") == "x");
  CHECK(beside("/etc/agent.yaml", "/x") == "/x");
}
