#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/postgres/events/state_bytes.hpp"

namespace livetap::postgres {

/// Rows whose later changes are events too: those whose state is an open one (an order that is
/// pending), by their keys. A row is followed from its first event until its state is no longer
/// open. No I/O.
///
/// Bounded in number and in bytes; beyond, the one followed longest is given up and counted.
class FollowedRows {
 public:
  struct Bounds {
    std::size_t rows = 1'000;
    std::size_t bytes = 32 * 1024;
  };

  explicit FollowedRows(std::vector<std::string> open_states);
  FollowedRows(std::vector<std::string> open_states, Bounds bounds);

  /// A row was read and its event is taken. Follows it, or no longer, by its state.
  void note(std::string_view key, std::string_view state);

  /// Whether the row is followed and its state is another than the one noted last.
  bool is_changed(std::string_view key, std::string_view state) const;

  /// At most `count` keys to be read now; those that were left out come next time.
  std::vector<std::string> next_keys(std::size_t count);
  /// The row was asked for and is there, or is not. One that is missing time after time was deleted
  /// and is followed no more.
  void found(std::string_view key);
  void missed(std::string_view key);

  std::size_t size() const { return rows_.size(); }
  /// Rows given up since the start, because there were too many.
  std::uint64_t given_up() const { return given_up_; }

  /// What save() writes, roughly.
  std::size_t bytes() const { return bytes_ + 64; }
  void save(StateWriter& out) const;
  /// Rows in states that are no longer among the open ones are followed all the same.
  void load(StateReader& in);

 private:
  struct Row {
    std::string state;
    std::uint64_t since = 0;  // of two, the lower one was noted earlier
    int missed = 0;
  };
  using Rows = std::map<std::string, Row, std::less<>>;

  void erase(Rows::iterator row);
  void give_up_oldest();

  std::vector<std::string> open_states_;
  Bounds bounds_;
  Rows rows_;
  std::size_t bytes_ = 0;
  std::uint64_t noted_ = 0;
  std::uint64_t given_up_ = 0;
  std::string last_asked_;
};

}  // namespace livetap::postgres
