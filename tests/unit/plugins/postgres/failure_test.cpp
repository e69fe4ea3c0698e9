#include "plugins/postgres/failure.hpp"

#include <doctest/doctest.h>

using namespace livetap::postgres;

namespace {

Failure failure(const char* code, const char* message = "no", int position = 0) {
  return sql_failure({code, message, position}, "select é\nfrom nowhere", "watcher");
}

}  // namespace

TEST_CASE("the code alone says how to react") {
  struct Case {
    const char* code;
    livetap_error_kind kind;
    bool lost;
    bool out_of_time;
  };
  const Case cases[] = {{"42P01", LIVETAP_ERROR_PROTOCOL, false, false},
                        {"42501", LIVETAP_ERROR_PROTOCOL, false, false},
                        {"22012", LIVETAP_ERROR_PROTOCOL, false, false},
                        {"25006", LIVETAP_ERROR_PROTOCOL, false, false},
                        {"28P01", LIVETAP_ERROR_AUTH, true, false},
                        {"3D000", LIVETAP_ERROR_AUTH, true, false},
                        {"40001", LIVETAP_ERROR_UNAVAILABLE, false, false},
                        {"53200", LIVETAP_ERROR_UNAVAILABLE, false, false},
                        {"55P03", LIVETAP_ERROR_TIMEOUT, false, true},
                        {"57014", LIVETAP_ERROR_TIMEOUT, false, true},
                        {"57P01", LIVETAP_ERROR_UNAVAILABLE, true, false},
                        {"57P03", LIVETAP_ERROR_UNAVAILABLE, true, false},
                        {"08006", LIVETAP_ERROR_UNAVAILABLE, true, false},
                        {"XX000", LIVETAP_ERROR_PROTOCOL, false, false},
                        {"", LIVETAP_ERROR_UNAVAILABLE, true, false}};
  for (const Case& expected : cases) {
    CAPTURE(expected.code);
    const Failure found = failure(expected.code);
    CHECK(found.kind == expected.kind);
    CHECK(found.lost == expected.lost);
    CHECK(found.out_of_time == expected.out_of_time);
  }
  CHECK(failure("55P03").locked);
  CHECK_FALSE(failure("57014").locked);
}

TEST_CASE("a mistake is placed by characters, not bytes") {
  CHECK(failure("42703", "no such column", 8).message == "no such column at character 8 (42703)");
  CHECK(failure("42P01", "no such table", 15).message ==
        "no such table at line 2, character 6 (42P01)");
  CHECK(failure("42P01", "no such table").message == "no such table (42P01)");
}

TEST_CASE("a missing permission comes with the grant that cures it") {
  CHECK(failure("42501", "permission denied for table orders").hint ==
        "GRANT SELECT ON orders TO watcher");
  CHECK(failure("42501", "permission denied for schema app").hint ==
        "GRANT USAGE ON SCHEMA app TO watcher");
  CHECK(failure("42501", "keine Berechtigung").hint == "grant the right to read it to watcher");
}
