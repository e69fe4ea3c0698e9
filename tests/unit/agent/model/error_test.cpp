#include "agent/model/error.hpp"

#include <doctest/doctest.h>

using namespace livetap;

TEST_CASE("each kind of error has the name that users read") {
  CHECK(to_string(ErrorKind::config) == "config");
  CHECK(to_string(ErrorKind::auth) == "auth");
  CHECK(to_string(ErrorKind::unavailable) == "unavailable");
  CHECK(to_string(ErrorKind::timeout) == "timeout");
  CHECK(to_string(ErrorKind::protocol) == "protocol");
  CHECK(to_string(ErrorKind::cancelled) == "cancelled");
  CHECK(to_string(ErrorKind::internal) == "internal");
}

TEST_CASE("the value of a failed result is a programmer's mistake, told with its reason") {
  const Result<int> failed = Error{ErrorKind::timeout, "too late", "", ""};
  CHECK_THROWS_WITH_AS(static_cast<void>(failed.value()), "value() of a failed result: too late",
                       std::logic_error);
  CHECK(Result<int>(5).value() == 5);
}
