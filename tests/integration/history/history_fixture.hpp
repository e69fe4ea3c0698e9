#pragma once

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/shipper/batch.hpp"
#include "agent/shipper/history_store.hpp"
#include "agent/shipper/session.hpp"
#include "tests/support/postgres_server.hpp"

namespace doctest {

// What a comparison of rows shows when it fails.
template <>
struct StringMaker<std::vector<std::string>> {
  static String convert(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all += "\n    " + text;
    return all.c_str();
  }
};

}  // namespace doctest

namespace livetap::test {

// A PostgreSQL with an empty database `livetap` that belongs to the role `livetap`.
class HistoryDatabase {
 public:
  // `environment`: of the server; see FakeClock::fixed.
  explicit HistoryDatabase(std::map<std::string, std::string> environment = {});

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

// A measurement of queues: messages (int gauge), published (int counter), up (bool that must not be
// false), state (text).
Measurement queue_shape();

// Rows of one slot, as the journal gives them: one for each queue. `messages` is a double there.
struct QueueRow {
  std::string queue;
  Value messages;
  Value published;
  Value up;
  Value state;
  Value lowest = {};
  Value highest = {};
  std::int64_t batches = 1;
};
journal::SampleRow queue_sample(std::int64_t id, WallTime time, const std::vector<QueueRow>& rows);

// A sample of another measurement called queue, with one row of the queue "a".
journal::SampleRow other_sample(std::int64_t id, WallTime time, Measurement shape,
                                const std::vector<Value>& values);

// A batch of agent "desk" that moves the position of run "r" from one sample to another; of another
// agent, of a run that is called like it.
shipper::Batch batch_of(std::vector<journal::SampleRow> samples, std::int64_t from = 0,
                        std::vector<journal::EventRow> events = {}, std::int64_t from_event = 0,
                        const std::string& agent = "desk");

}  // namespace livetap::test
