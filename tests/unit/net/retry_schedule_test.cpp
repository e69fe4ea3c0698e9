#include "net/retry_schedule.hpp"

#include <doctest/doctest.h>

using namespace livetap::net;
using namespace std::chrono_literals;

namespace {

RetrySchedule schedule_with(double random) {
  return RetrySchedule([random] { return random; });
}

}  // namespace

TEST_CASE("a peer that is away is tried each second, give or take 20 %, for ever") {
  for (const auto& [random, delay] : {std::pair{0.0, 800ms}, {0.5, 1000ms}, {0.999, 1199ms}}) {
    auto schedule = schedule_with(random);
    for (int i = 0; i < 20; ++i) CHECK(schedule.after(RetryPace::each_second) == delay);
  }
}

TEST_CASE("backing off doubles up to 15 s with full jitter, and begins anew after a success") {
  auto most = schedule_with(1);
  for (const auto delay : {250ms, 500ms, 1000ms, 2000ms, 4000ms, 8000ms, 15000ms, 15000ms}) {
    CHECK(most.after(RetryPace::backing_off) == delay);
  }
  most.succeeded();
  CHECK(most.after(RetryPace::backing_off) == 250ms);
  CHECK(schedule_with(0).after(RetryPace::backing_off) == 0ms);
}

TEST_CASE("where only people can help 30 s pass, and the log says so") {
  CHECK(schedule_with(0).after(RetryPace::slowly) == 30s);
  CHECK(RetrySchedule::describe(RetryPace::slowly) == std::string("trying again in 30 s"));
}
