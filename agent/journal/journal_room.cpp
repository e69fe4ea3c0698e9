#include "agent/journal/journal_room.hpp"

#include <sys/statvfs.h>

#include <algorithm>
#include <string>

namespace livetap::journal {

namespace {

struct TableSize {
  double all = 0;     // bytes, about
  double behind = 0;  // of the rows behind an id
};

/// Ids have no gaps but in front, and the newest rows are taken to be like the others. Asks for
/// lengths alone: long values are not read.
TableSize table_size(Database& db, const std::string& table, const std::string& column,
                     std::int64_t id) {
  constexpr double of_a_row = 40;  // the other columns
  const auto first = db.number("select min(id) from " + table);
  const auto last = db.number("select max(id) from " + table);
  if (last == 0) {
    return {};
  }
  const auto length = db.number("select avg(length(" + column + ")) from (select " + column +
                                " from " + table + " order by id desc limit 50)");
  const auto row = of_a_row + static_cast<double>(length);
  const auto behind = std::max<std::int64_t>(last - std::max(id, first - 1), 0);
  return {row * static_cast<double>(last - first + 1), row * static_cast<double>(behind)};
}

}  // namespace

std::optional<std::uint64_t> free_bytes(const std::filesystem::path& file) {
  struct statvfs disk {};
  if (::statvfs(file.parent_path().c_str(), &disk) != 0) {
    return std::nullopt;
  }
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
}

std::uint64_t used_bytes(Database& db) {
  const auto pages = db.number("pragma page_count") - db.number("pragma freelist_count");
  return static_cast<std::uint64_t>(std::max<std::int64_t>(pages, 0) *
                                    db.number("pragma page_size"));
}

double unshipped_share(Database& db, const JournalPosition& shipped) {
  const auto samples = table_size(db, "sample", "rows", shipped.sample);
  const auto events = table_size(db, "event", "message", shipped.event);
  if (!db.ok()) {
    db.forgive();
    return 1;  // what is wrong shows where rows are written
  }
  const auto all = samples.all + events.all;
  return all > 0 ? (samples.behind + events.behind) / all : 0;
}

}  // namespace livetap::journal
