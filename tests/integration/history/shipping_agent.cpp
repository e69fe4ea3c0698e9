#include "shipping_agent.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>
#include <map>

#include "agent/journal/sqlite.hpp"
#include "integration/agent/agent_process.hpp"
#include "support/wait_until.hpp"

namespace livetap::test {

namespace fs = std::filesystem;

void end(ChildProcess& run) {
  run.signal(SIGTERM);
  const auto exit = run.wait(std::chrono::seconds(20));
  REQUIRE(exit);
  CHECK(exit->leftovers == 0);
}

ShippingAgent::ShippingAgent(int events) : ShippingAgent(Options{.events = events}) {}

ShippingAgent::ShippingAgent(Options options, std::shared_ptr<HistoryDatabase> given)
    : shared(std::move(given)),
      database(*shared),
      link(database.server().port()),
      journal(folder / "var/journal.db"),
      options_(std::move(options)),
      names_("'" + options_.name + "'") {
  // A folder with this plugin alone: its neighbours crash and hang.
  fs::create_directories(folder / "plugins");
  fs::permissions(folder / "plugins", fs::perms::owner_all);
  fs::copy(fs::path(LIVETAP_TEST_PLUGINS) / "counting.so", folder / "plugins" / "counting.so");
  write_config();
}

void ShippingAgent::write_config() {
  const auto probe = [&](const char* name, const char* prefix) {
    return fmt::format(
        "  - {{name: {}, plugin: counting, prefix: {}, interval: 100ms, settings: {{value: {}, "
        "type: {}}}}}\n",
        name, prefix, options_.events, options_.type);
  };
  config = folder.write(
      "agent.yaml", fmt::format(R"(
agent: {{name: {}, state_dir: ./var, http: off}}
history: {{url: "postgresql://livetap@127.0.0.1:{}/livetap", password: "{}", every: 200ms, retention: {}}}
plugin_dirs: [plugins]
defaults: {{interval: 500ms}}
probes:
{}{})",
                                options_.name, link.port(), database.password(), options_.retention,
                                probe("one", "first_"), probe("two", "second_")));
}

void ShippingAgent::rename(const std::string& name) {
  options_.name = name;
  names_ += ", '" + name + "'";
  write_config();
}

ChildProcess ShippingAgent::start() const {
  return ChildProcess({.command = {agent_program().string(), "--config", config.string()},
                       .environment = options_.environment});
}

ChildProcess ShippingAgent::once() const {
  return ChildProcess({.command = {agent_program().string(), "--config", config.string(), "--once"},
                       .environment = options_.environment});
}

std::int64_t ShippingAgent::number_in_journal(const std::string& sql) const {
  livetap::journal::Database db(journal, livetap::journal::Database::Mode::read);
  return db.number(sql);
}

std::int64_t ShippingAgent::events(const std::string& probe) {
  const auto of_it = " from livetap.event where type = 'counted' and probe = '" + probe +
                     "' and agent in (" + names_ + ")";
  const auto count = number("select count(*)" + of_it);
  const auto different = number("select count(distinct message)" + of_it);
  const auto last = number("select coalesce(max(message::bigint), 0)" + of_it);
  return count == different && count == last ? count : -1;
}

bool ShippingAgent::has_all(const std::string& measurement, std::int64_t count,
                            std::int64_t until) {
  return database.value("select to_regclass('livetap." + measurement + "') is not null") == "t" &&
         number(fmt::format("select count(*) from livetap.{} where agent in ({}) and time <= "
                            "to_timestamp({}) + interval '{} ms'",
                            measurement, names_, until / 1000, until % 1000)) == count;
}

bool ShippingAgent::arrives(std::chrono::seconds limit) {
  // Samples of a measurement by their time, which rises; events by their numbers.
  std::map<std::string, std::int64_t> samples;
  const auto of = [](const std::string& name) {
    return " from sample join shape on shape.id = sample.shape where measurement = '" + name + "'";
  };
  const auto until = number_in_journal("select max(time) from sample");
  const auto by_then = " and time <= " + std::to_string(until);
  for (const auto* name : {"first_counting", "second_counting"}) {
    // Of an agent that was killed, the first batch of a slot becomes a sample at the next start.
    samples[name] = number_in_journal("select count(*)" + of(name) + by_then) +
                    number_in_journal("select count(*) from running where measurement = '" +
                                      std::string(name) + "'" + by_then);
  }
  const auto one = number_in_journal("select count(*) from event where probe = 'one'");
  const auto two = number_in_journal("select count(*) from event where probe = 'two'");
  auto run = start();
  return wait_until(
      limit,
      [&] {
        for (const auto& [name, count] : samples) {
          if (!has_all(name, count, until)) {
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
