#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "history_fixture.hpp"
#include "support/child_process.hpp"
#include "support/tcp_proxy.hpp"
#include "support/temp_folder.hpp"

namespace livetap::test {

// The agent's program with two probes that number their events and rows, a history, and between the
// two a link that can be cut.
class ShippingAgent {
 public:
  // Events of each probe each 100 ms.
  explicit ShippingAgent(int events = 3);

  ChildProcess start() const;

  std::int64_t number(const std::string& sql) { return std::stoll(database.value(sql)); }
  // In the journal as it lies on the disk.
  std::int64_t number_in_journal(const std::string& sql) const;
  // The events of each probe are 1, 2 ... n in the database, each once; n or -1.
  std::int64_t events(const std::string& probe);
  // With no agent running: starts one, and waits until all that the journal holds now is in the
  // database, each row once.
  bool arrives(std::chrono::seconds limit);
  // Rows of sink history in measurement livetap whose sum is not right.
  std::int64_t unbalanced();

  HistoryDatabase database;
  TcpProxy link;
  TempFolder folder{"ships"};
  std::filesystem::path journal;
  std::filesystem::path config;
};

}  // namespace livetap::test
