#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "support/child_process.hpp"
#include "support/postgres_server.hpp"
#include "support/rabbit_server.hpp"
#include "support/temp_folder.hpp"

namespace livetap::test {

// The agent's own program, as the build made it.
std::filesystem::path agent_program();

// What one run of the agent gave that ends by itself.
struct AgentRun {
  int status = -1;
  std::string out;
  std::string err;
};

// Runs the agent to its end, at most 30 s. Secrets go in by the environment.
AgentRun run_agent(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment = {});

// The reference system in small: a PostgreSQL with a table of signals that role `watcher` may read,
// a RabbitMQ with one queue, and the config that watches both. Started once a test program.
class Sources {
 public:
  static Sources& get();

  PostgresServer postgres;
  RabbitServer rabbit;

  // A config of both probes; `sections` are further top-level sections. Needs environment().
  std::string config(const std::filesystem::path& state_dir,
                     const std::string& sections = "") const;
  // A config of the probe `trading` alone, five times a second, without a status page; its state is
  // beside it. `queries` are those of the probe, as YAML; `sections` as above.
  std::string config_of(const std::string& queries, const std::string& sections = "") const;
  std::map<std::string, std::string> environment() const;

 private:
  Sources();
};

// A probe of a list by its name; fails the test when it is not there.
const boost::json::value& named(const boost::json::value& list, std::string_view name);

}  // namespace livetap::test
