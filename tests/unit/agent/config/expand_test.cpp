#include "agent/config/expand.hpp"

#include <doctest/doctest.h>

#include "fake_environment.hpp"

using namespace livetap;

namespace {

Expansion expanded(std::string_view text) {
  const test::FakeWorld world{{{"HOST", "db"}, {"EMPTY", ""}, {"NASTY", "${HOST}$$"}}, {}};
  return expand(text, world.environment());
}

std::string problem(std::string_view text) {
  const auto expansion = expanded(text);
  return expansion.problems.size() == 1 ? expansion.problems[0].message : "";
}

}  // namespace

TEST_CASE("variables are filled in, and marked as such") {
  CHECK(expanded("a ${HOST} b ${HOST}").text == "a db b db");
  CHECK(expanded("${HOST}").variable);
  CHECK(expanded("${EMPTY}").text == "");
  CHECK_FALSE(expanded("plain").variable);
}

TEST_CASE("a default stands in for what is unset or empty, and may hold variables itself") {
  CHECK(expanded("${NONE:-x}").text == "x");
  CHECK(expanded("${EMPTY:-x}").text == "x");
  CHECK(expanded("${HOST:-x}").text == "db");
  CHECK(expanded("${NONE:-}").text == "");
  CHECK(expanded("${NONE:-${HOST}:1}").text == "db:1");
  CHECK(expanded("${NONE:-${EMPTY:-${NONE:-y}}}z").text == "yz");
}

TEST_CASE("a value is taken as it is: what looks like a variable in it stays") {
  CHECK(expanded("${NASTY}").text == "${HOST}$$");
}

TEST_CASE("a dollar is literal when doubled or before anything but a brace") {
  CHECK(expanded("$$").text == "$");
  CHECK(expanded("$${HOST}").text == "${HOST}");
  CHECK(expanded("where t > $1 and k > $2").text == "where t > $1 and k > $2");
  CHECK(expanded("5$").text == "5$");
}

TEST_CASE("unset variables and bad forms are problems") {
  CHECK(problem("${NONE}") == "the variable NONE is not set");
  CHECK(problem("${NONE:?the password}") == "the variable NONE is not set: the password");
  CHECK(problem("${EMPTY:?needed}") == "the variable EMPTY is not set: needed");
  CHECK(problem("${HOST") == "${ without }");
  CHECK(problem("${}") == "${...} does not begin with the name of a variable");
  CHECK(problem("${1}") == "${...} does not begin with the name of a variable");
  CHECK(problem("${HOST:+x}") == "${HOST:...} is in no known form");
  CHECK(expanded("${A} ${B}").problems.size() == 2);
}

TEST_CASE("defaults inside defaults end") {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += "${N:-";
  }
  text += std::string(1000, '}');
  CHECK(problem(text) == "defaults inside defaults, too many of them");
}
