#include "agent/sql/quoting.hpp"

#include <doctest/doctest.h>

using namespace livetap::sql;

TEST_CASE("whatever a name or a text holds stays inside its quotes") {
  CHECK(quoted_name("queue") == R"("queue")");
  CHECK(quoted_name("a\"b") == R"("a""b")");
  CHECK(quoted_name("livetap", "queue") == R"("livetap"."queue")");
  CHECK(quoted_text("it's") == "'it''s'");
  CHECK(quoted_text("back\\slash") == "'back\\slash'");
  CHECK(quoted_text(std::string_view("a\0b", 3)) == "'ab'");
}
