#include "plugins/postgres/events/seen_rows.hpp"

#include <algorithm>
#include <limits>

namespace livetap::postgres {
namespace {

// 40 bits tell rows of the same microsecond apart: among 1,000 of them two look alike once in two
// million cases.
constexpr int hash_bytes = 5;
constexpr std::size_t most_row_bytes = 10 + hash_bytes;
constexpr std::size_t frame_bytes = 10 + 10 + 10;  // floor, newest, count

/// FNV-1a with its bits mixed once more; it is written to disk, so it must stay what it is.
std::uint64_t hash(std::string_view key) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (char c : key) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
  return (value ^ (value >> 29)) & ((std::uint64_t{1} << (8 * hash_bytes)) - 1);
}

std::uint64_t distance(Moment from, Moment to) {
  return static_cast<std::uint64_t>(to.time_since_epoch().count()) -
         static_cast<std::uint64_t>(from.time_since_epoch().count());
}

/// Whatever the distance is, so that damaged bytes give a strange moment and nothing worse.
Moment earlier(Moment moment, std::uint64_t distance) {
  const auto count = static_cast<std::uint64_t>(moment.time_since_epoch().count()) - distance;
  return Moment(std::chrono::microseconds(static_cast<std::int64_t>(count)));
}

}  // namespace

SeenRows::Look SeenRows::look(Moment time, std::string_view key) const {
  const auto found = rows_.find({time, hash(key)});
  if (found != rows_.end()) return found->second == statement_ ? Look::twin : Look::seen;
  // Below the floor nothing is remembered, and nothing may come twice. But the newest rows of all
  // are only just being read, and may share one time among more than the bound.
  return time <= floor_ && time < newest_ ? Look::seen : Look::fresh;
}

void SeenRows::add(Moment time, std::string_view key) {
  rows_.emplace(Row{time, hash(key)}, statement_);
  newest_ = std::max(newest_, time);
  if (rows_.size() > most_) drop_oldest();
}

void SeenRows::drop_oldest() {
  raise_floor(rows_.begin()->first.first);
}

void SeenRows::raise_floor(Moment floor) {
  floor_ = std::max(floor_, floor);
  rows_.erase(rows_.begin(),
              rows_.upper_bound({floor_, std::numeric_limits<std::uint64_t>::max()}));
}

void SeenRows::start(Moment floor) {
  rows_.clear();
  floor_ = floor;
  newest_ = Moment::min();
}

std::size_t SeenRows::bytes_wanted() const {
  return frame_bytes + rows_.size() * (3 + hash_bytes);
}

void SeenRows::save(StateWriter& out, std::size_t limit) const {
  StateWriter rows;
  std::uint64_t count = 0;
  Moment floor = floor_;
  Moment before = newest_;
  for (auto row = rows_.rbegin(); row != rows_.rend(); ++row) {
    const auto& [time, key] = row->first;
    if (frame_bytes + rows.size() + most_row_bytes > limit) {
      floor = std::max(floor, time);
      break;
    }
    rows.number(distance(time, before));
    rows.fixed(key, hash_bytes);
    before = time;
    ++count;
  }
  out.moment(floor);
  out.moment(newest_);
  out.number(count);
  out.append(rows);
}

void SeenRows::load(StateReader& in) {
  start(in.moment());
  newest_ = in.moment();
  Moment time = newest_;
  for (std::uint64_t left = in.number(); left > 0 && in.ok(); --left) {
    time = earlier(time, in.number());
    rows_.emplace(Row{time, in.fixed(hash_bytes)}, 0);
  }
}

}  // namespace livetap::postgres
