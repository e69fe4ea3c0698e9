#include "plugins/rabbitmq/name_filter.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace livetap::rabbitmq;

TEST_CASE("a star stands for any bytes, a question mark for one, the rest for itself") {
  CHECK(glob_matches("orders.*", "orders.new"));
  CHECK(glob_matches("orders.*", "orders."));
  CHECK(!glob_matches("orders.*", "orders"));
  CHECK(!glob_matches("orders.*", "ordersXnew"));
  CHECK(glob_matches("*.dead", "orders.new.dead"));
  CHECK(glob_matches("a*b*c", "a--b--b--c"));
  CHECK(!glob_matches("a*b*c", "a--b--b--"));
  CHECK(glob_matches("q?", "q1"));
  CHECK(!glob_matches("q?", "q"));
  CHECK(glob_matches("*", ""));
  CHECK(!glob_matches("", "x"));
  CHECK(glob_matches("[a]\\*", "[a]\\b"));
}

TEST_CASE("newline and NUL in a name are bytes like others") {
  using namespace std::string_literals;
  CHECK(glob_matches("a*z", "a\n\0z"s));
  CHECK(glob_matches("a??z", "a\n\0z"s));
}

TEST_CASE("many stars take no exponential time") {
  const std::string pattern(40, '*');
  CHECK(!glob_matches("a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", std::string(5000, 'a')));
  CHECK(glob_matches(pattern, std::string(5000, 'a')));
}

TEST_CASE("without include every queue is taken, amq.* too") {
  const NameFilter filter({}, {});
  CHECK(filter.takes("/", "amq.gen-1"));
  CHECK(filter.takes("/", ""));
}

TEST_CASE("exclude wins over include") {
  const NameFilter filter({"orders.*", "signals"}, {"*.dead"});
  CHECK(filter.takes("/", "orders.new"));
  CHECK(filter.takes("/", "signals"));
  CHECK(!filter.takes("/", "orders.dead"));
  CHECK(!filter.takes("/", "fills"));
}

TEST_CASE("a pattern with a slash also names the vhost") {
  const NameFilter filter({"prod/orders.*", "//signals"}, {});
  CHECK(filter.takes("prod", "orders.new"));
  CHECK(!filter.takes("test", "orders.new"));
  CHECK(filter.takes("/", "signals"));
  CHECK(!filter.takes("prod", "signals"));
  CHECK(filter.takes("any", "prod/orders.x"));
}
