#include "plugins/websocket/lag_sampler.hpp"

#include <doctest/doctest.h>

using namespace livetap::websocket;
using namespace std::chrono_literals;

namespace {

const LagSampler::Time now{1000s};
const LagSampler::WallTime noon{1709208000s};  // 2024-02-29T12:00:00Z

}  // namespace

TEST_CASE("lag is the way from the source's clock to ours") {
  LagSampler sampler("/ts");
  CHECK(sampler.look(R"({"ts": 1709208000000})", now, noon + 42ms) == doctest::Approx(42));
  CHECK(sampler.look(R"({"ts": 1709208000000})", now, noon - 3ms) == doctest::Approx(-3));
}

TEST_CASE("one message each 5 ms is looked into, however many come") {
  LagSampler sampler("/ts");
  int looks = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto at = now + i * 100us;
    if (!sampler.wants(at)) continue;
    sampler.look("{}", at, noon);
    ++looks;
  }
  CHECK(looks == 200);
}

TEST_CASE("without a pointer no message is looked into") {
  CHECK_FALSE(LagSampler("").wants(now));
}

TEST_CASE("a time that is not of today is no time of now") {
  LagSampler sampler("/ts");
  CHECK_FALSE(sampler.look(R"({"ts": 1709208000})", now, noon + 25h));
  CHECK_FALSE(sampler.look(R"({"ts": 1709208000})", now, noon - 25h));
  CHECK_FALSE(sampler.look(R"({"ts": 17})", now, noon));
}
