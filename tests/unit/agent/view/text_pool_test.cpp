#include "agent/view/text_pool.hpp"

#include <doctest/doctest.h>

using livetap::TextPool;

TEST_CASE("a text is kept once and as long as somebody holds it") {
  TextPool pool;
  const auto one = pool.hold("running");
  CHECK(pool.hold(std::string("running")) == one);
  const auto two = pool.hold("down");
  CHECK(pool.size() == 2);
  pool.release(one);
  CHECK(pool.text(one) == "running");
  pool.release(one);
  CHECK(pool.size() == 1);
  CHECK(pool.hold("idle") == one);
  CHECK(pool.text(one) == "idle");
  CHECK(pool.text(two) == "down");
  pool.release(TextPool::none);
}
