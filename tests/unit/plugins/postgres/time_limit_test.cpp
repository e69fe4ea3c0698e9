#include "plugins/postgres/time_limit.hpp"

#include <doctest/doctest.h>

using namespace livetap::postgres;
using namespace std::chrono_literals;

namespace {

Failure explained(Rhythm::Bound bound, std::chrono::milliseconds took) {
  Failure failure = sql_failure({"57014", "canceling statement", 0}, "select 1", "watcher");
  explain_limit(failure, {400ms, 40ms, 100ms, bound}, took);
  return failure;
}

}  // namespace

TEST_CASE("a query out of time is told which limit it met") {
  CHECK(explained(Rhythm::Bound::timeout, 400ms).message ==
        "took longer than its timeout of 400 ms");
  CHECK(explained(Rhythm::Bound::deadline, 401ms).message ==
        "took longer than the 400 ms that the probe's timeout leaves it");
  const Failure others = explained(Rhythm::Bound::others, 400ms);
  CHECK(others.message == "took longer than the 400 ms that the probe's other queries leave it");
  CHECK(others.hint.find("a probe of its own") != std::string::npos);
}

TEST_CASE("a query that somebody else cancelled keeps the server's words") {
  CHECK(explained(Rhythm::Bound::timeout, 20ms).message == "canceling statement (57014)");
}

TEST_CASE("a lock is a lock") {
  Failure failure = sql_failure({"55P03", "canceling", 0}, "select 1", "watcher");
  explain_limit(failure, {400ms, 40ms, 100ms, Rhythm::Bound::others}, 101ms);
  CHECK(failure.message == "waits for a lock (given up after 100 ms)");
}
