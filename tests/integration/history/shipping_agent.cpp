#include "shipping_agent.hpp"

#include <fmt/format.h>

#include <map>

#include "agent/journal/sqlite.hpp"
#include "integration/agent/agent_process.hpp"
#include "support/wait_until.hpp"

namespace livetap::test {

namespace fs = std::filesystem;

ShippingAgent::ShippingAgent(int events)
    : link(database.server().port()), journal(folder / "var/journal.db") {
  // A folder with this plugin alone: its neighbours crash and hang.
  fs::create_directories(folder / "plugins");
  fs::permissions(folder / "plugins", fs::perms::owner_all);
  fs::copy(fs::path(LIVETAP_TEST_PLUGINS) / "counting.so", folder / "plugins" / "counting.so");
  const auto probe = [&](const char* name, const char* prefix) {
    return fmt::format(
        "  - {{name: {}, plugin: counting, prefix: {}, interval: 100ms, settings: {{value: "
        "{}}}}}\n",
        name, prefix, events);
  };
  config = folder.write("agent.yaml", fmt::format(R"(
agent: {{name: desk, state_dir: ./var, http: off}}
history: {{url: "postgresql://livetap@127.0.0.1:{}/livetap", password: "{}", every: 200ms}}
plugin_dirs: [plugins]
defaults: {{interval: 500ms}}
probes:
{}{})",
                                                  link.port(), database.password(),
                                                  probe("one", "first_"), probe("two", "second_")));
}

ChildProcess ShippingAgent::start() const {
  return ChildProcess({.command = {agent_program().string(), "--config", config.string()}});
}

std::int64_t ShippingAgent::number_in_journal(const std::string& sql) const {
  livetap::journal::Database db(journal, livetap::journal::Database::Mode::read);
  return db.number(sql);
}

std::int64_t ShippingAgent::events(const std::string& probe) {
  const auto of_it = " from livetap.event where type = 'counted' and probe = '" + probe + "'";
  const auto count = number("select count(*)" + of_it);
  const auto different = number("select count(distinct message)" + of_it);
  const auto last = number("select coalesce(max(message::bigint), 0)" + of_it);
  return count == different && count == last ? count : -1;
}

bool ShippingAgent::arrives(std::chrono::seconds limit) {
  // Samples of a measurement by their time, which rises; events by their numbers.
  std::map<std::string, std::int64_t> samples;
  const auto of = [](const std::string& name) {
    return " from sample join shape on shape.id = sample.shape where measurement = '" + name + "'";
  };
  for (const auto* name : {"first_counting", "second_counting"}) {
    samples[name] = number_in_journal("select count(*)" + of(name));
  }
  const auto until = number_in_journal("select max(time) from sample");
  const auto one = number_in_journal("select count(*) from event where probe = 'one'");
  const auto two = number_in_journal("select count(*) from event where probe = 'two'");
  auto run = start();
  return wait_until(
      limit,
      [&] {
        for (const auto& [name, count] : samples) {
          if (database.value("select to_regclass('livetap." + name + "') is not null") != "t" ||
              number(fmt::format("select count(*) from livetap.{} where time <= to_timestamp({}) + "
                                 "interval '{} ms'",
                                 name, until / 1000, until % 1000)) != count) {
            return false;
          }
        }
        return events("one") >= one && events("two") >= two;
      },
      std::chrono::milliseconds(200));
}

std::int64_t ShippingAgent::unbalanced() {
  return number(
      "select count(*) from livetap.livetap where sink = 'history' and collected is distinct from "
      "delivered + queued + dropped_too_old + dropped_damaged + dropped_refused + dropped_gone");
}

}  // namespace livetap::test
