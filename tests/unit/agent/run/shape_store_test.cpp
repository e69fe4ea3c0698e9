#include "agent/run/shape_store.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

using namespace livetap;

namespace {

/// A file of this process alone, gone at the end.
struct ShapeFile {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("shapes-" + std::to_string(getpid()) + ".json");
  ShapeFile() { std::filesystem::remove(path); }
  ~ShapeFile() { std::filesystem::remove(path); }
};

Measurement recent_signals() {
  Measurement shape;
  shape.name = "recent_signals";
  shape.table = true;
  Field price;
  price.name = "price";
  price.unit = "currencyUSD";
  shape.fields = {price};
  return shape;
}

}  // namespace

TEST_CASE("A declared shape is there again at the next start") {
  ShapeFile file;
  CHECK(ShapeStore(file.path).put("trading", recent_signals()).has_value());
  ShapeStore again(file.path);
  REQUIRE(again.find("trading", "recent_signals") != nullptr);
  CHECK(*again.find("trading", "recent_signals") == recent_signals());
  CHECK(again.find("other", "recent_signals") == nullptr);
  CHECK(again.of("trading").size() == 1);
  CHECK(again.of("other").empty());
}

TEST_CASE("A damaged or missing file is an empty store") {
  ShapeFile file;
  CHECK(ShapeStore(file.path).find("trading", "recent_signals") == nullptr);
  std::ofstream(file.path) << R"([{"probe": "trading", "measurement")";
  CHECK(ShapeStore(file.path).find("trading", "recent_signals") == nullptr);
}

TEST_CASE("A shape with numbers outside the enumerations is left out") {
  ShapeFile file;
  CHECK(ShapeStore(file.path).put("trading", recent_signals()).has_value());
  std::ifstream in(file.path);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  text.replace(text.find(R"("type":1)"), 8, R"("type":77)");
  std::ofstream(file.path) << text;
  CHECK(ShapeStore(file.path).find("trading", "recent_signals") == nullptr);
}

TEST_CASE("A folder that cannot be written is an error that names the file") {
  ShapeStore store("/nowhere/at/all/shapes.json");
  const auto put = store.put("trading", recent_signals());
  REQUIRE(put.has_error());
  CHECK(put.error().message == "cannot write /nowhere/at/all/shapes.json");
}
