#include "plugins/postgres/events/followed_rows.hpp"

#include <algorithm>

namespace livetap::postgres {
namespace {

constexpr int patience = 10;          // times that a row may be missing
constexpr std::size_t row_bytes = 4;  // besides its key: that one's length, and the state's number

}  // namespace

FollowedRows::FollowedRows(std::vector<std::string> open_states)
    : FollowedRows(std::move(open_states), Bounds()) {}

FollowedRows::FollowedRows(std::vector<std::string> open_states, Bounds bounds)
    : open_states_(std::move(open_states)), bounds_(bounds) {}

void FollowedRows::note(std::string_view key, std::string_view state) {
  const bool open =
      std::find(open_states_.begin(), open_states_.end(), state) != open_states_.end();
  auto row = rows_.find(key);
  if (!open) {
    if (row != rows_.end()) erase(row);
    return;
  }
  if (row == rows_.end()) {
    row = rows_.emplace(std::string(key), Row{{}, ++noted_, 0}).first;
    bytes_ += key.size() + row_bytes;
  }
  row->second.state = state;
  while (rows_.size() > bounds_.rows || bytes_ > bounds_.bytes) give_up_oldest();
}

bool FollowedRows::is_changed(std::string_view key, std::string_view state) const {
  const auto row = rows_.find(key);
  return row != rows_.end() && row->second.state != state;
}

std::vector<std::string> FollowedRows::next_keys(std::size_t count) {
  std::vector<std::string> keys;
  auto row = rows_.upper_bound(last_asked_);
  while (keys.size() < std::min(count, rows_.size())) {
    if (row == rows_.end()) row = rows_.begin();
    keys.push_back(row->first);
    ++row;
  }
  if (!keys.empty()) last_asked_ = keys.back();
  return keys;
}

void FollowedRows::found(std::string_view key) {
  const auto row = rows_.find(key);
  if (row != rows_.end()) row->second.missed = 0;
}

void FollowedRows::missed(std::string_view key) {
  const auto row = rows_.find(key);
  if (row != rows_.end() && ++row->second.missed >= patience) erase(row);
}

void FollowedRows::erase(Rows::iterator row) {
  bytes_ -= row->first.size() + row_bytes;
  rows_.erase(row);
}

void FollowedRows::give_up_oldest() {
  erase(std::min_element(rows_.begin(), rows_.end(), [](const auto& a, const auto& b) {
    return a.second.since < b.second.since;
  }));
  ++given_up_;
}

/// The one followed longest comes first, which saves its place in the order.
void FollowedRows::save(StateWriter& out) const {
  std::vector<const Rows::value_type*> rows;
  std::map<std::string_view, std::uint64_t> states;
  for (const auto& row : rows_) {
    rows.push_back(&row);
    states.emplace(row.second.state, 0);
  }
  std::sort(rows.begin(), rows.end(),
            [](const auto* a, const auto* b) { return a->second.since < b->second.since; });
  out.number(states.size());
  std::uint64_t number = 0;
  for (auto& [state, its_number] : states) {
    its_number = number++;
    out.text(state);
  }
  out.number(rows.size());
  for (const auto* row : rows) {
    out.text(row->first);
    out.number(states.at(row->second.state));
  }
}

void FollowedRows::load(StateReader& in) {
  std::vector<std::string_view> states;
  for (std::uint64_t left = in.number(); left > 0 && in.ok(); --left) states.push_back(in.text());
  for (std::uint64_t left = in.number(); left > 0 && in.ok(); --left) {
    const std::string_view key = in.text();
    const std::uint64_t state = in.number();
    if (state >= states.size()) return;
    rows_.emplace(key, Row{std::string(states[state]), ++noted_, 0});
    bytes_ += key.size() + row_bytes;
  }
}

}  // namespace livetap::postgres
