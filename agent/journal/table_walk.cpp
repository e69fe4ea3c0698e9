#include "agent/journal/table_walk.hpp"

#include <algorithm>
#include <utility>

namespace livetap::journal {

namespace {

constexpr std::size_t most_probes = 2'000;

}  // namespace

TableWalk::TableWalk(Database& db, const WalkedTable& table, const JournalQuery& query,
                     std::int64_t last, Take take)
    : db_(db),
      table_(table),
      query_(query),
      end_(std::min(query.up_to, last)),
      take_(std::move(take)),
      last_(query.after),
      rows_(query.rows),
      bytes_(query.bytes),
      probes_(most_probes) {}

bool TableWalk::run() {
  while (room() && last_ < end_) {
    if (scan()) {
      return true;
    }
    if (!db_.ok() && !db_.is_corrupt()) {
      return false;
    }
    db_.forgive();
    if (!step_over()) {
      return db_.ok();
    }
  }
  return true;
}

/// Reads on until there is no room or no row left. False: damage is in the way, or another fault.
bool TableWalk::scan() {
  Statement rows(db_, std::string("select ") + table_.columns + " from " + table_.name +
                          " where id >= ?3 and id <= ?4 and (" + table_.wanted + ") order by id");
  rows.add(query_.since.time_since_epoch().count()).add(std::string_view(query_.measurement));
  rows.add(last_ + 1).add(end_);
  while (room() && rows.next()) {
    const auto id = rows.number(table_.id_column);
    // A page may be damaged and still look like one: with ids that are not its own.
    if (id <= last_ || id > end_ || !pass_gap(id) || !accept(rows, id)) {
      return false;
    }
  }
  if (!db_.ok() || (room() && !pass_gap(end_ + 1))) {
    return false;
  }
  last_ = room() ? end_ : last_;
  return true;
}

/// The ids from last_ to the one that comes next. In front of all rows they were deleted; elsewhere
/// they are lost to damage. False: a search from above finds some of them.
bool TableWalk::pass_gap(std::int64_t next) {
  if (!query_.wants_all() || next == last_ + 1) {
    return true;
  }
  if (holds_any(last_ + 1, next - 1)) {
    return false;
  }
  damaged_ += holds_any(1, last_) ? static_cast<std::uint64_t>(next - last_ - 1) : 0;
  return true;
}

/// Asks for one id after the other until there is a row. False: none was found within the limit, or
/// the database remembers another fault than damage.
bool TableWalk::step_over() {
  Statement probe(db_, std::string("select ") + table_.columns + ", (" + table_.wanted + ") from " +
                           table_.name + " where id = ?3");
  for (; probes_ > 0 && last_ < end_; --probes_) {
    probe.add(query_.since.time_since_epoch().count()).add(std::string_view(query_.measurement));
    probe.add(last_ + 1);
    if (probe.next()) {
      if (probe.number(table_.column_count) == 0) {
        ++last_;
        return true;
      }
      return accept(probe, last_ + 1);
    }
    if (!db_.ok() && !db_.is_corrupt()) {
      return false;
    }
    db_.forgive();
    ++damaged_;
    ++last_;
  }
  return false;
}

bool TableWalk::accept(const Statement& row, std::int64_t id) {
  const auto bytes = take_(row);
  if (!db_.ok()) {
    return false;
  }
  damaged_ += bytes ? 0 : 1;
  bytes_ -= std::min(bytes.value_or(0), bytes_);
  --rows_;
  last_ = id;
  return true;
}

/// Whether a search from above finds a row there, or damage.
bool TableWalk::holds_any(std::int64_t from, std::int64_t to) {
  if (from > to) {
    return false;
  }
  Statement row(db_, std::string("select id from ") + table_.name +
                         " where id >= ? and id <= ? order by id desc limit 1");
  const bool found = row.add(from).add(to).next();
  const bool damage = db_.is_corrupt();
  if (damage) {
    db_.forgive();
  }
  return found || damage;
}

}  // namespace livetap::journal
