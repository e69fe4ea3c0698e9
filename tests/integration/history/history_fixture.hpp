#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/shipper/batch.hpp"
#include "agent/shipper/history_store.hpp"
#include "agent/shipper/session.hpp"
#include "tests/support/postgres_server.hpp"

namespace livetap::test {

// A PostgreSQL with an empty database `livetap` that belongs to the role `livetap`.
class HistoryDatabase {
 public:
  HistoryDatabase();

  PostgresServer& server() { return server_; }
  std::string url() const { return server_.url("livetap", "livetap"); }
  std::string password() const { return server_.password("livetap"); }
  shipper::Session session(std::string_view role = "livetap");

  // As superuser: all rows, columns with a bar between them; null is "-".
  std::vector<std::string> rows(std::string_view sql);
  // The one value of the one row.
  std::string value(std::string_view sql);

 private:
  PostgresServer server_;
};

// A measurement of queues: messages (int gauge), published (int counter), up (bool), state (text).
Measurement queue_shape();

// Rows of one moment, as the journal gives them: one for each queue.
struct QueueRow {
  std::string queue;
  Value messages;
  Value published;
  Value up;
  Value state;
};
journal::SampleRow queue_sample(std::int64_t id, WallTime time, const std::vector<QueueRow>& rows);

// A batch that moves the position of run "r" from one sample to another.
shipper::Batch batch_of(std::vector<journal::SampleRow> samples, std::int64_t from = 0,
                        std::vector<journal::EventRow> events = {}, std::int64_t from_event = 0);

}  // namespace livetap::test
