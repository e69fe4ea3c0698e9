#pragma once
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "plugins/postgres/events/state_bytes.hpp"
#include "plugins/postgres/timestamp.hpp"

namespace livetap::postgres {

/// The rows that an events query has passed, as far back as it looks again: the way to tell a row
/// that was committed late from one that is an event already. A row is known by its time and a hash
/// of its key.
///
/// Rows at or before floor() are over: they are forgotten here, and not read again. Beyond the
/// bound the floor rises above the oldest: late rows are then found less far back, but none becomes
/// an event twice.
class SeenRows {
 public:
  enum class Look {
    fresh,
    seen,
    twin  ///< seen in the same statement: another row with the same time and key
  };

  explicit SeenRows(std::size_t most = 20'000) : most_(most) {}

  /// Rows that are added before and after this are no twins of each other.
  void next_statement() { ++statement_; }

  Look look(Moment time, std::string_view key) const;
  void add(Moment time, std::string_view key);

  /// The latest time of any row; Moment::min() when there was none.
  Moment newest() const { return newest_; }
  Moment floor() const { return floor_; }
  /// Raises the floor; a lower one changes nothing.
  void raise_floor(Moment floor);
  /// Forgets everything and sets the floor.
  void start(Moment floor);

  std::size_t size() const { return rows_.size(); }

  /// What save() would write if there were no limit.
  std::size_t bytes_wanted() const;
  /// Appends the newest rows that fit in `limit` bytes, and a floor that covers the others.
  void save(StateWriter& out, std::size_t limit) const;
  void load(StateReader& in);

 private:
  using Row = std::pair<Moment, std::uint64_t>;  // its time and the hash of its key

  void drop_oldest();

  std::map<Row, std::uint32_t> rows_;  // with the statement that found it
  std::size_t most_;
  std::uint32_t statement_ = 1;  // 0: an earlier process
  Moment floor_ = Moment::min();
  Moment newest_ = Moment::min();
};

}  // namespace livetap::postgres
