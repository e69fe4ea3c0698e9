#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "agent/worker/plugin_catalog.hpp"
#include "fleet_bench.hpp"
#include "tests/support/temp_folder.hpp"

using namespace livetap;
using namespace livetap::test;
namespace fs = std::filesystem;

namespace {

fs::path install(const TempFolder& folder, const std::string& plugin, const std::string& as) {
  const auto file = folder / (as + ".so");
  fs::copy_file(abi_plugin(plugin), file, fs::copy_options::overwrite_existing);
  ::chmod(file.c_str(), 0755);
  return file;
}

}  // namespace

TEST_CASE("a plugin is found by name in the folders of the config before our own") {
  const TempFolder ours("ours");
  const TempFolder theirs("theirs");
  install(ours, "plain", "plain");
  const auto file = install(theirs, "plain", "plain");
  install(ours, "streaming", "streaming");
  PluginFolders plugins({ours.path()});
  plugins.search_also({theirs.path()});
  CHECK(plugins.folders() == std::vector<fs::path>{theirs.path(), ours.path()});
  CHECK(plugins.names() == std::vector<std::string>{"plain", "streaming"});
  REQUIRE(plugins.plugin("plain").has_value());
  CHECK(plugins.plugin("plain")->path == file.string());
  REQUIRE(plugins.describe("streaming").has_value());
  CHECK(plugins.describe("streaming")->streaming);
}

TEST_CASE("a missing plugin says what was looked for, where, and what is there") {
  const TempFolder folder("plugins");
  install(folder, "plain", "plain");
  PluginFolders plugins({folder.path()});
  const auto missing = plugins.describe("postgres");
  REQUIRE(!missing.has_value());
  CHECK(missing.error().message == "no plugin postgres: looked for postgres.so in " +
                                       folder.path().string() + "; found there: plain");
  CHECK(!plugins.describe("../plain").has_value());
}

TEST_CASE("a file that is named after another probe type is an error") {
  const TempFolder folder("plugins");
  install(folder, "plain", "other");
  PluginFolders plugins({folder.path()});
  const auto other = plugins.describe("other");
  REQUIRE(!other.has_value());
  CHECK(other.error().message.find("has no probe type other; it offers plain") !=
        std::string::npos);
}

TEST_CASE("a plugin that others could have written is refused with the cure") {
  const TempFolder folder("plugins");
  const auto file = install(folder, "plain", "plain");
  PluginFolders plugins({folder.path()});
  CHECK(plugins.describe("plain").has_value());
  ::chmod(file.c_str(), 0775);
  auto refused = plugins.describe("plain");
  REQUIRE(!refused.has_value());
  CHECK(refused.error().hint == "chmod go-w " + fs::canonical(file).string());
  ::chmod(file.c_str(), 0755);
  ::chmod(folder.path().c_str(), 0777);
  refused = plugins.describe("plain");
  REQUIRE(!refused.has_value());
  CHECK(refused.error().message.find("is writable by group or others") != std::string::npos);
  ::chmod(folder.path().c_str(), 0755);
  CHECK(plugins.describe("plain").has_value());
}

TEST_CASE("a plugin that is replaced is described anew") {
  const TempFolder folder("plugins");
  install(folder, "plain", "plain");
  PluginFolders plugins({folder.path()});
  CHECK(plugins.describe("plain").has_value());
  install(folder, "streaming", "plain");
  CHECK(!plugins.describe("plain").has_value());
}
