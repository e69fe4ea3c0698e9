#include "integration/journal/counting_agent.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <variant>

#include "agent/journal/sqlite.hpp"
#include "integration/agent/agent_process.hpp"
#include "integration/agent/running_agent.hpp"

namespace livetap::test {

namespace fs = std::filesystem;
using journal::Database;

namespace {

std::string probe_line(const std::string& name, const std::string& prefix, int events) {
  return fmt::format(
      "  - {{name: {}, plugin: counting, prefix: {}, interval: 100ms, settings: {{value: {}}}}}\n",
      name, prefix, events);
}

}  // namespace

CountingAgent::CountingAgent(fs::path state) : state_dir(std::move(state)) {
  if (state_dir.empty()) {
    state_dir = folder / "var";
  }
  journal = state_dir / "journal.db";
  // A folder with this plugin alone: its neighbours crash and hang.
  fs::create_directories(folder / "plugins");
  fs::permissions(folder / "plugins", fs::perms::owner_all);
  fs::copy(fs::path(LIVETAP_TEST_PLUGINS) / "counting.so", folder / "plugins" / "counting.so");
  set_events(3);
}

void CountingAgent::set_events(int a_gather) {
  write_config(probe_line("one", "first_", a_gather) + probe_line("two", "second_", a_gather));
}

void CountingAgent::leave_out_one(int a_gather) {
  write_config(probe_line("two", "second_", a_gather));
}

void CountingAgent::write_config(const std::string& probes) {
  folder.write("agent.yaml.new",
               fmt::format(R"(
agent: {{name: test, state_dir: "{}", http: "{}"}}
grafana: {{url: "{}", user: admin, password: admin-secret, windows: {}}}
plugin_dirs: [plugins]
defaults: {{interval: 500ms}}
{}
probes:
{})",
                           state_dir.string(), http, grafana.url(), windows, sections, probes));
  fs::rename(folder / "agent.yaml.new", folder / "agent.yaml");
}

ChildProcess CountingAgent::start(std::map<std::string, std::string> environment) const {
  return ChildProcess({.command = {agent_program().string(), "--config", folder / "agent.yaml"},
                       .environment = std::move(environment)});
}

std::int64_t CountingAgent::number(const std::string& sql) const {
  Database db(journal, Database::Mode::read);
  return db.number(sql);
}

std::int64_t CountingAgent::events(const std::string& probe) const {
  return number("select count(*) from event where probe = '" + probe + "'");
}

bool CountingAgent::agrees() const {
  Database db(journal, Database::Mode::read);
  const auto agree = [&](const std::string& probe) {
    const auto of_it = " from event where type = 'counted' and probe = '" + probe + "'";
    const auto count = db.number("select count(*)" + of_it);
    const auto different = db.number("select count(distinct message)" + of_it);
    const auto largest = db.number("select coalesce(max(cast(message as integer)), 0)" + of_it);
    const auto cursor = db.number(
        "select cast(cast(value as text) as integer) from state where probe = '" + probe + "'");
    const bool good = different == count && largest == count && (cursor == count + 1 || count == 0);
    if (!good || !db.ok()) {
      MESSAGE(probe, ": ", count, " events, ", different, " different, the largest ", largest,
              ", the cursor ", cursor, "; ", db.ok() ? "" : db.why());
    }
    return good;
  };
  const bool one = agree("one");
  return agree("two") && one && db.ok();
}

LiveFrame CountingAgent::newest(const std::string& measurement) {
  const auto message = grafana.newest(channel(measurement));
  return message ? message->frame : LiveFrame{};
}

std::string CountingAgent::cell(const std::string& measurement, const std::string& field,
                                std::size_t row) {
  const auto frame = newest(measurement);
  const auto cell = row < frame.rows() ? frame.cell(field, row) : Cell{};
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? "" : *text;
}

double CountingAgent::number_of_sink(const std::string& field, const std::string& sink) {
  const auto frame = newest("livetap");
  for (std::size_t row = 0; row < frame.rows(); ++row) {
    const auto cell = frame.cell(field, row);
    if (frame.labels[row] == "sink=" + sink && std::holds_alternative<double>(cell)) {
      return std::get<double>(cell);
    }
  }
  return 0;
}

bool CountingAgent::balanced(const std::string& sink) {
  const auto frame = newest("livetap");
  for (std::size_t row = 0; row < frame.rows(); ++row) {
    if (frame.labels[row] != "sink=" + sink) {
      continue;
    }
    double sum = 0;
    for (const auto& field : frame.fields) {
      const auto* number = std::get_if<double>(&field.cells[row]);
      const bool counts =
          field.name == "delivered" || field.name == "queued" || field.name.starts_with("dropped_");
      sum += counts && number != nullptr ? *number : 0;
    }
    return frame.cell("collected", row) == Cell{sum};
  }
  return false;
}

}  // namespace livetap::test
