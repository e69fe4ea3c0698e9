#include "plugins/postgres/events/event_query.hpp"

#include <algorithm>

#include "plugins/postgres/events/changed_rows.hpp"
#include "plugins/postgres/events/new_rows.hpp"

namespace livetap::postgres {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr std::size_t most_followed_at_once = 500;

constexpr unsigned state_version = 1;
constexpr std::size_t frame_bytes = 5;  // of the state: its version and a sum over the rest

constexpr const char* rows_are_gone =
    "the rows that the cursor stood at are gone (deleted, or the database is another one or an "
    "older copy): it begins anew behind the newest row that is there";
constexpr const char* rows_are_old =
    "all rows are older than the start of the watch: it begins behind the newest of them; the time "
    "of the cursor should be in UTC, or have a zone";

Parameters parameters_of(const Position& position) {
  return {write_moment(position.time), position.key};
}

/// An array as PostgreSQL reads it from text.
std::string array_of(const std::vector<std::string>& texts) {
  std::string array = "{";
  for (const std::string& text : texts) {
    if (array.size() > 1) array += ',';
    array += '"';
    for (char c : text) {
      if (c == '"' || c == '\\') array += '\\';
      array += c;
    }
    array += '"';
  }
  return array + '}';
}

std::uint64_t sum_of(std::string_view bytes) {
  std::uint32_t sum = 0x811c9dc5;
  for (char c : bytes) sum = (sum ^ static_cast<unsigned char>(c)) * 0x01000193;
  return sum;
}

}  // namespace

EventQuery::EventQuery(Query query, std::size_t followed_bytes)
    : query_(std::move(query)),
      cursor_(duration_cast<microseconds>(query_.cursor->margin)),
      taker_(query_, followed_bytes) {}

std::optional<Failure> EventQuery::gather(EventTurn& turn) {
  // First what takes one statement: a flood of new rows must not keep changes waiting.
  std::optional<Failure> failure = read_followed(turn);
  if (!failure || !failure->lost) {
    std::optional<Failure> other = find_start(turn);
    if (!other && !search_) other = read_new(turn);
    if (other && (!failure || other->lost)) failure = std::move(other);
  }
  taker_.close(failure ? std::nullopt : std::optional(turn.now()), cursor_.in_pass());
  return failure;
}

/// Finds where to begin, the first time and when the rows at the cursor are gone. What there is no
/// time for goes on in the next gather.
std::optional<Failure> EventQuery::find_start(EventTurn& turn) {
  if (!search_ && cursor_.started() && !cursor_.lost()) return {};
  if (!search_) {
    search_.emplace(query_.cursor->first);
    search_after(search_->ask());
  }
  while (turn.time_left()) {
    bool complete = false;
    if (auto failure = count_rows(turn, complete)) return failure;
    if (!complete) return {};
    const Moment asked = search_->ask();
    search_->answer(counted_->count(), turn.now());
    // Between too many and too few nothing may be left; then it is the place of too few.
    if (search_->ask() != asked) search_after(search_->ask());
    if (search_->found()) {
      start(turn);
      search_.reset();
      return {};
    }
  }
  return {};
}

void EventQuery::search_after(Moment time) {
  counted_.emplace(query_, time, query_.cursor->first + 1);
}

std::optional<Failure> EventQuery::count_rows(EventTurn& turn, bool& complete) {
  while (turn.time_left()) {
    const Position begin = counted_->next();
    if (auto failure = turn.run(query_.sql, parameters_of(begin), *counted_)) return failure;
    const std::size_t found = counted_->rows_of_page();
    complete = found < longest_page_ || counted_->next() == begin ||
               counted_->count() >= search_->most_counted();
    longest_page_ = std::max(longest_page_, found);
    if (complete) return {};
  }
  return {};
}

void EventQuery::start(EventTurn& turn) {
  const bool empty = counted_->count() == 0 && search_->ask() == Moment::min();
  const Position newest = counted_->before_newest(query_.cursor->first);
  changed_ = true;
  if (cursor_.started() && empty) {
    cursor_.stay();
  } else if (cursor_.started()) {
    turn.warn(query_.events + ": " +
              (cursor_.newest() == Moment::min() ? rows_are_old : rows_are_gone));
    cursor_.start(newest, cursor_.floor());
  } else if (empty) {
    // What is written from now on is new; what is older and comes later is history being loaded.
    cursor_.start({turn.now() - duration_cast<microseconds>(query_.cursor->margin), {}});
  } else {
    cursor_.start(newest);
  }
}

std::optional<Failure> EventQuery::read_new(EventTurn& turn) {
  while (turn.time_left()) {
    const Position begin = cursor_.next();
    const bool was_in_pass = cursor_.in_pass();
    NewRows page(query_, cursor_, taker_, turn);
    auto failure = turn.run(query_.sql, parameters_of(begin), page);
    if (!failure && page.failure()) {
      failure = page.failure();
      cursor_.go_back(begin);
    }
    changed_ = changed_ || page.found_fresh() || was_in_pass;
    if (failure) return failure;
    if (page.stopped()) return {};
    // A page that is shorter than another was is the last one; so is one that leads nowhere.
    const bool last = page.rows() < longest_page_ || cursor_.next() == begin;
    longest_page_ = std::max(longest_page_, page.rows());
    if (last) {
      cursor_.end_pass();
      return {};
    }
  }
  return {};
}

std::optional<Failure> EventQuery::read_followed(EventTurn& turn) {
  const auto keys = taker_.followed().next_keys(most_followed_at_once);
  if (keys.empty()) return {};
  ChangedRows rows(query_, keys, taker_, turn);
  auto failure = turn.run(query_.follow->sql, {array_of(keys)}, rows);
  changed_ = changed_ || rows.found_changes();
  if (failure) failure->message = "follow: " + failure->message;
  if (!failure) rows.end();
  return failure;
}

std::size_t EventQuery::bytes_wanted() const {
  return frame_bytes + taker_.bytes() + cursor_.bytes_wanted();
}

std::string EventQuery::state(std::size_t limit) {
  changed_ = false;
  StateWriter body;
  taker_.save(body);
  cursor_.save(body, limit - std::min(limit, frame_bytes + body.size()));
  StateWriter state;
  state.number(state_version);
  state.fixed(sum_of(body.bytes()), 4);
  state.append(body);
  return state.bytes();
}

bool EventQuery::restore(std::string_view state) {
  StateReader in(state);
  if (in.number() != state_version ||
      in.fixed(4) != sum_of(state.substr(std::min(state.size(), frame_bytes)))) {
    return false;
  }
  taker_.load(in);
  cursor_.load(in);
  return true;
}

}  // namespace livetap::postgres
