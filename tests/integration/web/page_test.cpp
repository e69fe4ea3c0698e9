#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <memory>

#include "integration/web/fed_web.hpp"
#include "support/browser.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

// Lines of a chart that have at least 30 points (60 s), read back from its canvas: pixels that are
// not empty in more than a fifth of its columns.
constexpr auto drawn_charts = R"(
  let drawn = 0;
  for (const canvas of document.querySelectorAll('.plot canvas')) {
    if (canvas.width === 0 || canvas.height === 0) continue;
    const {width, height} = canvas;
    const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
    let columns = 0;
    for (let x = 0; x < width; x++) {
      let colours = 0;
      for (let y = 0; y < height; y++) {
        const at = (y * width + x) * 4;
        const grey = Math.abs(pixels[at] - pixels[at + 1]) < 24 &&
                     Math.abs(pixels[at + 1] - pixels[at + 2]) < 24;
        if (pixels[at + 3] > 60 && !grey) colours++;
      }
      if (colours > 0) columns++;
    }
    if (columns > width / 5) drawn++;
  }
  return drawn)";

const std::string many_rows = "document.querySelectorAll('#m-many tbody tr').length";

bool loaded(Browser& browser) {
  return browser.wait_for("document.querySelectorAll('.plot canvas').length > 0", 30s) &&
         browser.wait_for("document.querySelectorAll('#events li').length > 0", 10s);
}

std::string text(Browser& browser, const std::string& selector) {
  const auto value =
      browser.run("return document.querySelector('" + selector + "')?.textContent ?? ''");
  return std::string(value.as_string());
}

}  // namespace

TEST_CASE("The page is full the moment it opens: charts with more than a minute, states, rows") {
  FedWeb web;
  Browser browser;
  browser.open(web.url());
  REQUIRE(loaded(browser));
  CHECK(browser.run(drawn_charts).as_int64() >= 6);
  CHECK(browser.wait_for("document.querySelectorAll('#probes .card').length === 3", 10s));
  CHECK(browser.wait_for("document.querySelectorAll('#sinks .card').length === 1", 10s));
  CHECK(browser.wait_for("document.querySelectorAll('#m-service tbody tr').length === 5", 10s));
  CHECK(text(browser, "#agent") == "trading-1");
  CHECK(text(browser, "#connection") == "live");
  for (const auto& complaint : browser.complaints()) {
    FAIL_CHECK(complaint);
  }
}

TEST_CASE("The page moves by itself: a new row comes in, and each chart's last point changes") {
  FedWeb web({.interval = 200ms});
  Browser browser;
  browser.open(web.url());
  REQUIRE(loaded(browser));
  REQUIRE(browser.wait_on_screen("m-recent_signals",
                                 "document.querySelector('#m-recent_signals tbody tr')", 20s));
  web.add_signal("DOGE-USD");
  CHECK(browser.wait_for(
      "document.querySelector('#m-recent_signals tbody').textContent.includes('DOGE-USD')", 5s));
  browser.run("scrollTo(0, 0)");
  const auto before = text(browser, "#m-rabbitmq_queue tbody");
  CHECK(browser.wait_for("document.querySelector('#m-rabbitmq_queue tbody').textContent !== " +
                             boost::json::serialize(boost::json::value(before)),
                         5s));
  for (const auto& complaint : browser.complaints()) {
    FAIL_CHECK(complaint);
  }
}

TEST_CASE("A service that goes down turns the page red, in words, and an event tells of it") {
  FedWeb web;
  Browser browser;
  browser.open(web.url());
  REQUIRE(loaded(browser));
  web.set_service("order-manager", false);
  CHECK(browser.wait_for("document.getElementById('verdict').dataset.verdict === 'fail'", 5s));
  CHECK(browser.wait_for(
      "document.getElementById('troubles').textContent.includes('refuses connections')", 5s));
  CHECK(browser.wait_for("document.querySelector('#m-service td[data-tone=fail]')", 5s));
  CHECK(browser.wait_for("document.querySelector('#events li[data-severity=error]')", 5s));
  web.set_service("order-manager", true);
  CHECK(browser.wait_for("document.getElementById('verdict').dataset.verdict !== 'fail'", 5s));
}

TEST_CASE("Events are filtered by type and service") {
  FedWeb web;
  Browser browser;
  browser.open(web.url());
  REQUIRE(loaded(browser));
  web.set_service("ws-gateway", false);
  REQUIRE(
      browser.wait_for("[...document.getElementById('event-type').options]"
                       ".some(option => option.value === 'service_down')",
                       10s));
  browser.run(
      "const type = document.getElementById('event-type'); type.value = 'service_down';"
      "type.dispatchEvent(new Event('change'))");
  CHECK(browser.wait_for("document.querySelectorAll('#events li').length === 1", 5s));
}

TEST_CASE("Ten thousand series do not freeze the page; any of them is found") {
  FedWeb web({.series = 10000});
  Browser browser;
  browser.open(web.url());
  REQUIRE(loaded(browser));
  browser.run("document.querySelector('#m-many details').open = true");
  REQUIRE(browser.wait_on_screen("m-many", many_rows + " === 25", 20s));
  CHECK(browser.run("return document.querySelectorAll('#m-many .chip').length").as_int64() == 20);
  browser.run(
      "const search = document.querySelector('#m-many .row-tools input'); search.value = "
      "'series-9876';"
      "search.dispatchEvent(new Event('input'))");
  CHECK(browser.wait_for(many_rows + " === 1", 10s));
  // A frame is drawn again and again: the longest pause between two of them.
  browser.run(
      "window.longest = 0; let last = performance.now();"
      "const step = now => { window.longest = Math.max(window.longest, now - last); last = now;"
      "requestAnimationFrame(step); }; requestAnimationFrame(step)");
  CHECK(browser.wait_for("performance.now() > 8000 && window.longest > 0", 15s));
  const auto longest_ms = browser.run("return window.longest").to_number<double>();
  MESSAGE("longest pause between two frames: ", longest_ms, " ms");
  CHECK(longest_ms < 2000);
}

TEST_CASE("When the agent goes the page says so, and it goes on when the agent is back") {
  auto web = std::make_unique<FedWeb>();
  const auto port = web->port();
  Browser browser;
  browser.open(web->url());
  REQUIRE(loaded(browser));
  browser.run(
      "document.querySelector('#m-rabbitmq_queue details').open = true;"
      "const search = document.querySelector('#m-rabbitmq_queue .row-tools input');"
      "search.value = 'orders'; search.dispatchEvent(new Event('input'))");
  web.reset();
  CHECK(browser.wait_for("document.getElementById('connection').dataset.state === 'lost'", 15s));
  FedWeb::Options again;
  again.web.port = port;
  FedWeb back(again);
  CHECK(browser.wait_for("document.getElementById('connection').dataset.state === 'live'", 20s));
  CHECK(loaded(browser));
  CHECK(browser.run("return document.querySelector('#m-rabbitmq_queue details').open").as_bool());
  CHECK(browser.run("return document.querySelector('#m-rabbitmq_queue .row-tools input').value")
            .as_string() == "orders");
}

TEST_CASE("Rows that somebody opened before they were there stay open when they come") {
  FedWeb web({.series = 100});
  Browser browser;
  browser.open(web.url());
  REQUIRE(
      browser.wait_for("(() => { const rows = document.querySelector('#m-many details');"
                       "if (rows) rows.open = true; return rows !== null; })()",
                       20s));
  CHECK(browser.wait_on_screen("m-many", many_rows + " === 25", 20s));
}
