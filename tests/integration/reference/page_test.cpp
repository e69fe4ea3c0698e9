#include <doctest/doctest.h>

#include <chrono>

#include "integration/reference/reference_system.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/sanitized.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto verdict_is_fail = "document.getElementById('verdict').dataset.verdict === 'fail'";

}  // namespace

TEST_CASE("A service that stops turns the status page red, and it says which and why") {
  ReferenceAgent agent;
  Browser browser;
  browser.open(agent.page());
  REQUIRE(browser.wait_on_screen(
      "m-service", "document.querySelectorAll('#m-service tbody tr').length === 5", 30s));
  REQUIRE(browser.wait_for("!(" + std::string(verdict_is_fail) + ")", 20s));

  const auto& standin = ReferenceSystem::get().standin;
  standin.control("model-service", "down");
  const auto down = Clock::now();
  CHECK(browser.wait_for(verdict_is_fail, 10s * patience));
  const auto red = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - down);
  MESSAGE("the page was red after ", red.count(), " ms");
  CHECK(red <= 4s * patience);  // on a machine that has more to do; 1 s when it has not
  CHECK(browser.wait_for(
      "document.getElementById('troubles').textContent.includes('model-service')", 5s));
  CHECK(browser.wait_for("document.querySelectorAll('#m-service td[data-tone=fail]').length === 1",
                         5s));
  CHECK(
      browser.wait_for("[...document.querySelectorAll('#events li[data-severity=error]')]"
                       ".some(line => line.textContent.includes('model-service'))",
                       10s));

  standin.control("model-service", "ok");
  CHECK(browser.wait_for("!(" + std::string(verdict_is_fail) + ")", 20s));
  for (const auto& complaint : browser.complaints()) {
    FAIL_CHECK(complaint);
  }
}
