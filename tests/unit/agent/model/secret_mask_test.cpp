#include "agent/model/secret_mask.hpp"

#include <doctest/doctest.h>

using namespace livetap;

TEST_CASE("every known secret is replaced, wherever it stands and however often") {
  SecretMask mask;
  mask.add("hunter2");
  CHECK(mask.mask("hunter2") == "***");
  CHECK(mask.mask("a hunter2 b hunter2hunter2") == "a *** b ******");
  CHECK(mask.mask("nothing") == "nothing");
}

TEST_CASE("a secret that contains another is replaced whole") {
  SecretMask mask;
  mask.add("abc");
  mask.add("abcdef");
  CHECK(mask.mask("abcdef abc") == "*** ***");
}

TEST_CASE("too short a secret is not remembered: it would garble every text") {
  SecretMask mask;
  mask.add("ab");
  mask.add("");
  CHECK(mask.mask("ab") == "ab");
}

TEST_CASE("a secret made of stars ends") {
  SecretMask mask;
  mask.add("***");
  CHECK(mask.mask("a *** b") == "a *** b");
}
