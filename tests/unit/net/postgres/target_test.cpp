#include "net/postgres/target.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace livetap::net::postgres;

namespace {

std::string parameter(const Target& target, const std::string& keyword) {
  std::string found = "(none)";
  for (const auto& [key, value] : target.parameters("-c statement_timeout=2000")) {
    if (key == keyword) found = value;
  }
  return found;
}

bool has(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the url says whom to connect to; the password may be apart") {
  const auto target = Target::parse("postgresql://watcher:inside@db:5433/ytrader", "apart");
  REQUIRE(target.has_value());
  CHECK(target->place() == "db:5433");
  CHECK(target->database() == "ytrader");
  CHECK(target->user() == "watcher");
  CHECK(parameter(*target, "password") == "apart");
  CHECK(parameter(*Target::parse("postgresql://a:p%40ss@db/c", ""), "password") == "p@ss");
  CHECK(Target::parse("postgres://a@/c", "")->place() == "localhost:5432");
}

TEST_CASE("every session gets its settings while it is made, after the user's own") {
  const auto target =
      Target::parse("postgresql://a@b/c?options=-c%20search_path%3Dapp&application_name=mine", "");
  REQUIRE(target.has_value());
  CHECK(parameter(*target, "options") == "-c search_path=app -c statement_timeout=2000");
  CHECK(parameter(*target, "client_encoding") == "UTF8");
  CHECK(parameter(*target, "application_name") == "mine");
  CHECK(parameter(*Target::parse("postgresql://a@b/c", ""), "application_name") == "livetap");
}

TEST_CASE("a url that cannot be read is refused without repeating it") {
  for (const char* url : {"http://a@b/c", "postgresql://b/c", "postgresql://a:mark@er@b/c",
                          "postgresql://a:mar/ker@b", "postgresql://a:ma%zzrker@b/c",
                          "postgresql://a@b/c?marker=1", ""}) {
    CAPTURE(url);
    const auto target = Target::parse(url, "");
    REQUIRE(target.has_error());
    CHECK(target.error().kind == FailureKind::config);
    CHECK_FALSE(has(target.error().message + target.error().hint, "mark"));
    CHECK_FALSE(has(target.error().message + target.error().hint, "ker"));
  }
}
