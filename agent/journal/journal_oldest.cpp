#include "agent/journal/journal_oldest.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace livetap::journal {

namespace {

/// Those that go, by `taken` and id. What one step takes: samples are some kilobytes each.
std::string oldest(bool samples) {
  const std::string table = samples ? "sample" : "event";
  return "from " + table + " where id in (select id from " + table + " order by id limit " +
         (samples ? "50" : "500") + ") and taken <= ?";
}

std::optional<OldestRows> oldest_of(Database& db, bool samples) {
  Statement row(db, std::string("select taken from ") + (samples ? "sample" : "event") +
                        " order by id limit 1");
  if (!row.next()) {
    return std::nullopt;
  }
  return OldestRows{samples, WallTime(Milliseconds(row.number(0))), WallTime::max()};
}

std::uint64_t count(std::int64_t number) {
  return static_cast<std::uint64_t>(number);
}

}  // namespace

std::optional<OldestRows> oldest_rows(Database& db) {
  auto oldest = oldest_of(db, false);
  auto other = oldest_of(db, true);
  if (other && (!oldest || other->taken < oldest->taken)) {
    std::swap(oldest, other);
  }
  if (oldest && other) {
    oldest->up_to = other->taken;
  }
  return oldest;
}

JournalExpired delete_oldest(Database& db, const OldestRows& which, WallTime limit,
                             const std::optional<JournalPosition>& shipped) {
  const auto last = std::min(limit - Milliseconds(1), which.up_to).time_since_epoch().count();
  std::uint64_t unshipped = 0;
  if (shipped) {
    Statement behind(db, "select count(*) " + oldest(which.samples) + " and id > ?");
    behind.add(last).add(which.samples ? shipped->sample : shipped->event);
    unshipped = behind.next() ? count(behind.number(0)) : 0;
  }
  Statement(db, "delete " + oldest(which.samples)).add(last).run();
  const auto deleted = db.ok() ? count(db.changes()) : 0;
  return which.samples ? JournalExpired{0, deleted, 0, unshipped}
                       : JournalExpired{deleted, 0, unshipped, 0};
}

}  // namespace livetap::journal
