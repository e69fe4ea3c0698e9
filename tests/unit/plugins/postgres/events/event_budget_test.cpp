#include "plugins/postgres/events/event_budget.hpp"

#include <doctest/doctest.h>

using livetap::postgres::EventBudget;

namespace {

std::size_t takes(EventBudget& budget, std::size_t waiting, std::size_t bytes) {
  budget.begin_turn(waiting);
  std::size_t taken = 0;
  while (budget.take(bytes)) ++taken;
  return taken;
}

}  // namespace

TEST_CASE("a flood leaves room for the queries after it") {
  EventBudget budget;
  const std::size_t first = takes(budget, 3, 100);
  CHECK(first == 700);
  CHECK(takes(budget, 2, 100) == 100);
  CHECK(takes(budget, 1, 100) == 100);
  CHECK(takes(budget, 0, 100) == 100);
}

TEST_CASE("the last one gets all that is left") {
  EventBudget budget;
  budget.begin_turn(1);
  budget.take(100);
  CHECK(takes(budget, 0, 100) == EventBudget::most_events - 1);
  budget.begin();
  CHECK(takes(budget, 0, 100) == EventBudget::most_events);
}

TEST_CASE("large events run out of bytes first") {
  EventBudget budget;
  CHECK(takes(budget, 0, 50'000) == EventBudget::most_bytes / 50'000);
}
