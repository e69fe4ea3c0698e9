#include "agent/config/nearest_name.hpp"

#include <doctest/doctest.h>

using namespace livetap;

TEST_CASE("a letter added, left out, replaced or swapped is one edit") {
  CHECK(edit_distance("timeout", "timeout") == 0);
  CHECK(edit_distance("timeot", "timeout") == 1);
  CHECK(edit_distance("timeoutt", "timeout") == 1);
  CHECK(edit_distance("timeaut", "timeout") == 1);
  CHECK(edit_distance("tiemout", "timeout") == 1);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "") == 3);
}

TEST_CASE("the nearest name is offered when it is near") {
  const std::vector<std::string> names{"interval", "timeout", "url", "sql"};
  CHECK(nearest_name("intervall", names) == "interval");
  CHECK(nearest_name("tiemout", names) == "timeout");
  CHECK(nearest_name("uri", names) == "url");
  CHECK(nearest_name("xyz", names) == "");
  CHECK(nearest_name("a", names) == "");
  CHECK(nearest_name("", names) == "");
}

TEST_CASE("without a near name the hint says what there is") {
  CHECK(name_hint("usr", {"user", "url"}) == "did you mean 'user'?");
  CHECK(name_hint("whatever", {"user", "url"}) == "known here: user, url");
  CHECK(name_hint("whatever", {}) == "");
}

TEST_CASE("endless names cost nothing") {
  const std::string endless(1000000, 'a');
  CHECK(nearest_name(endless, {"a", endless}) == "");
}
