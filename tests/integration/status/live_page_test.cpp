#include <doctest/doctest.h>

#include <chrono>

#include "integration/agent/agent_process.hpp"
#include "integration/status/status_agent.hpp"
#include "support/browser.hpp"
#include "support/postgres_server.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

std::string trading(const PostgresServer& server) {
  return "probes:\n  - name: trading\n    plugin: postgres\n    interval: 500ms\n    settings:\n"
         "      url: " +
         server.url("watcher", "trade") +
         "\n      password: ${PG_PASSWORD}\n"
         "      queries:\n"
         "        - {measurement: signals, sql: \"select asset, count(*) as count from signals "
         "group by asset\", tags: [asset]}\n"
         "        - {measurement: recent_signals, view: table, sql: \"select asset, at from "
         "signals order by at desc limit 20\"}\n";
}

std::chrono::milliseconds until(Browser& browser, std::string_view expression,
                                std::chrono::milliseconds at_most) {
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(browser.wait_for(expression, at_most));
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               begin);
}

}  // namespace

TEST_CASE("A new row in the database is on the page, and a database that stops turns it red") {
  PostgresServer server;
  server.create_role("watcher", "marker-of-postgres");
  server.create_database("trade");
  server.exec(
      "create table signals (asset text, at timestamptz default clock_timestamp());"
      "insert into signals values ('BTC'); grant select on signals to watcher",
      "trade");
  StatusAgent agent(trading(server), {{"PG_PASSWORD", "marker-of-postgres"}});
  Browser browser;
  browser.open(agent.url());
  REQUIRE(
      browser.wait_on_screen("m-signals", "document.querySelector('#m-signals tbody tr')", 30s));
  REQUIRE(browser.wait_on_screen("m-recent_signals",
                                 "document.querySelector('#m-recent_signals tbody tr')", 30s));
  CHECK(browser.wait_for("document.getElementById('verdict').textContent === 'All well'", 20s));

  server.exec("insert into signals values ('DOGE')", "trade");
  const auto row =
      until(browser,
            "document.querySelector('#m-recent_signals tbody').textContent.includes('DOGE')", 10s);
  MESSAGE("a new row was on the page after ", row.count(), " ms");
  CHECK(browser.wait_for("document.querySelector('#m-signals tbody').textContent.includes('DOGE')",
                         5s));

  server.stop();
  const auto red =
      until(browser, "document.getElementById('verdict').dataset.verdict === 'fail'", 10s);
  MESSAGE("the page was red after ", red.count(), " ms");
  CHECK(browser.wait_for("document.querySelector('#troubles .hint')", 5s));
  CHECK(browser.wait_for("document.querySelector('#m-signals.failing')", 5s));
  server.start();
  CHECK(browser.wait_for("document.getElementById('verdict').textContent === 'All well'", 20s));
  for (const auto& complaint : browser.complaints()) {
    FAIL_CHECK(complaint);
  }
}
