#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "history_fixture.hpp"
#include "support/child_process.hpp"
#include "support/tcp_proxy.hpp"
#include "support/temp_folder.hpp"

namespace livetap::test {

// Ends an agent as a service manager does, which leaves nothing running.
void end(ChildProcess& run);

// The agent's program with two probes that number their events and rows, a history, and between the
// two a link that can be cut.
class ShippingAgent {
 public:
  struct Options {
    int events = 3;  // of each probe each 100 ms
    std::string name = "desk";
    std::string type = "int";  // of field next: int or text
    std::string retention = "30d";
    std::map<std::string, std::string> environment = {};
  };

  explicit ShippingAgent(int events = 3);
  explicit ShippingAgent(Options options, std::shared_ptr<HistoryDatabase> shared =
                                              std::make_shared<HistoryDatabase>());

  ChildProcess start() const;
  // Runs --once.
  ChildProcess once() const;
  // From the next start on it is called otherwise.
  void rename(const std::string& name);

  std::int64_t number(const std::string& sql) { return std::stoll(database.value(sql)); }
  // In the journal as it lies on the disk.
  std::int64_t number_in_journal(const std::string& sql) const;
  // The events of each probe are 1, 2 ... n in the database, each once; n or -1. Under all names
  // that the agent had.
  std::int64_t events(const std::string& probe);
  // With no agent running: starts one, and waits until all that the journal holds now is in the
  // database, each row once.
  bool arrives(std::chrono::seconds limit);
  // Rows of sink history in measurement livetap whose sum is not right.
  std::int64_t unbalanced();

  std::shared_ptr<HistoryDatabase> shared;
  HistoryDatabase& database;
  TcpProxy link;
  TempFolder folder{"ships"};
  std::filesystem::path journal;
  std::filesystem::path config;

 private:
  void write_config();
  bool has_all(const std::string& measurement, std::int64_t count, std::int64_t until);

  Options options_;
  std::string names_;  // in quotes, with commas between
};

}  // namespace livetap::test
