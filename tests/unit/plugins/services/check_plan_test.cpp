#include "plugins/services/check_plan.hpp"

#include <doctest/doctest.h>

using namespace livetap::services;
using namespace std::chrono_literals;
using Due = std::vector<std::size_t>;

namespace {

const CheckPlan::Time start{std::chrono::hours(1)};

/// Every target answers at once.
void answer(CheckPlan& plan, const Due& targets) {
  for (const auto target : targets) plan.ended(target);
}

}  // namespace

TEST_CASE("at the first tick all targets are due, and the gather waits an interval for them") {
  CheckPlan plan({0ms, 5s}, 500ms, start);
  CHECK(plan.tick(start) == Due{0, 1});
  CHECK(plan.gather_by() == start + 500ms);
  plan.ended(0);
  CHECK_FALSE(plan.complete());
  plan.ended(1);
  CHECK(plan.complete());
  CHECK(plan.next_tick() == start + 500ms);
}

TEST_CASE("the only gather waits for every check") {
  CheckPlan plan({0ms, 0ms}, 500ms, start);
  plan.only_once();
  plan.tick(start);
  plan.ended(1);
  CHECK(plan.gather_by() == CheckPlan::Time::max());
  CHECK_FALSE(plan.complete());
  plan.ended(0);
  CHECK(plan.complete());
}

TEST_CASE("a first check that takes longer than an interval holds up no later gather") {
  CheckPlan plan({0ms, 0ms}, 500ms, start);
  plan.tick(start);
  plan.ended(0);
  CHECK(plan.tick(start + 500ms) == Due{0});
  plan.ended(0);
  CHECK(plan.complete());
  CHECK(plan.gather_by() == start + 600ms);
}

TEST_CASE("each target has its own interval, on the grid of the probe's") {
  CheckPlan plan({0ms, 1s, 700ms, 10ms}, 500ms, start);
  answer(plan, plan.tick(start));
  const auto due_at = [&](auto after) {
    const auto due = plan.tick(start + after);
    answer(plan, due);
    return due;
  };
  CHECK(due_at(500ms) == Due{0, 3});
  CHECK(due_at(1s) == Due{0, 1, 2, 3});
  CHECK(due_at(1500ms) == Due{0, 2, 3});
  CHECK(due_at(2s) == Due{0, 1, 3});
}

TEST_CASE("a target that hangs holds up a gather for its patience, and no other target's check") {
  CheckPlan plan({0ms, 0ms}, 500ms, start);
  answer(plan, plan.tick(start));
  CHECK(plan.tick(start + 500ms) == Due{0, 1});
  plan.ended(0);
  CHECK_FALSE(plan.complete());
  CHECK(plan.gather_by() == start + 600ms);

  CHECK(plan.tick(start + 1s) == Due{0});  // 1 still hangs
  plan.ended(0);
  CHECK(plan.complete());  // and nobody waits for it twice
  plan.ended(1);
  CHECK(plan.tick(start + 1500ms) == Due{0, 1});
}

TEST_CASE("ticks that were missed are skipped") {
  CheckPlan plan({0ms}, 500ms, start);
  answer(plan, plan.tick(start));
  CHECK(plan.tick(start + 60'250ms) == Due{0});
  CHECK(plan.next_tick() == start + 60'500ms);
}
