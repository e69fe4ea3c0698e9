#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "agent/journal/age_clock.hpp"
#include "agent/journal/journal_position.hpp"
#include "agent/journal/journal_queue.hpp"
#include "agent/journal/sqlite.hpp"

namespace livetap::journal {

/// Writes rows into an open journal, inside a transaction that somebody else begins and ends. The
/// database must outlive it.
class JournalRows {
 public:
  /// `agent`: whose the running slots are.
  JournalRows(Database& db, std::string agent);

  void add(const JournalItem& item);
  void put_state(const std::string& owner, const std::string& key, const std::string& value);
  void put_batch(const std::string& id);
  void put_age_clock(const AgeClock::State& state);
  void put_shipped(const JournalPosition& position);
  /// The transaction was rolled back: shapes that it brought are not there.
  void forget_shapes() { shapes_.clear(); }

 private:
  void add(const Event& event, WallTime taken);
  void add(const Sample& sample, WallTime taken);
  void put_running(const Sample& sample, WallTime taken);
  std::int64_t id_of(const SampleShape& shape);

  Database& db_;
  const std::string agent_;
  Statement add_event_;
  Statement add_sample_;
  Statement put_running_;
  Statement end_running_;
  Statement find_shape_;
  Statement add_shape_;
  Statement put_state_;
  std::map<std::pair<std::string, std::string>, std::int64_t> shapes_;  // by measurement and text
};

}  // namespace livetap::journal
