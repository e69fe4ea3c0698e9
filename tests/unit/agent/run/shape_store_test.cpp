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

/// With every mark that a field and a measurement can have.
Measurement subscriptions() {
  Measurement shape;
  shape.name = "subscriptions";
  shape.tags = {"topic"};
  shape.targets = true;
  Field active;
  active.name = "active";
  active.type = FieldType::boolean;
  active.warn_if_true = true;
  active.fail_if_false = true;
  active.event_true = "subscription_on";
  active.event_false = "subscription_off";
  Field why;
  why.name = "why";
  why.type = FieldType::text;
  why.reason = true;
  why.hint = true;
  Field took;
  took.name = "took";
  took.unit = "ms";
  took.duration = true;
  shape.fields = {active, why, took};
  return shape;
}

void replace(const std::filesystem::path& path, const std::string& what, const std::string& by) {
  std::ifstream in(path);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  text.replace(text.find(what), what.size(), by);
  std::ofstream(path) << text;
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

TEST_CASE("A shape keeps what its fields say of verdicts, targets and events") {
  ShapeFile file;
  CHECK(ShapeStore(file.path).put("trading", subscriptions()).has_value());
  ShapeStore again(file.path);
  REQUIRE(again.find("trading", "subscriptions") != nullptr);
  CHECK(*again.find("trading", "subscriptions") == subscriptions());
}

TEST_CASE("A shape of an older agent, without such marks, has none") {
  ShapeFile file;
  CHECK(ShapeStore(file.path).put("trading", recent_signals()).has_value());
  replace(file.path, R"("warn_if_true":false,"fail_if_false":false,"reason":false,)", "");
  replace(file.path, R"("hint":false,"duration":false,"event_true":"","event_false":"",)", "");
  replace(file.path, R"(,"targets":false)", "");
  ShapeStore again(file.path);
  REQUIRE(again.find("trading", "recent_signals") != nullptr);
  CHECK(*again.find("trading", "recent_signals") == recent_signals());
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
  replace(file.path, R"("type":1)", R"("type":77)");
  CHECK(ShapeStore(file.path).find("trading", "recent_signals") == nullptr);
}

TEST_CASE("A folder that cannot be written is an error that names the file") {
  ShapeStore store("/nowhere/at/all/shapes.json");
  const auto put = store.put("trading", recent_signals());
  REQUIRE(put.has_error());
  CHECK(put.error().message ==
        "cannot write /nowhere/at/all/shapes.json: No such file or directory");
}
