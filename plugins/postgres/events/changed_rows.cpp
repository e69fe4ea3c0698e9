#include "plugins/postgres/events/changed_rows.hpp"

#include "plugins/postgres/timestamp.hpp"

namespace livetap::postgres {

ChangedRows::ChangedRows(const Query& query, const std::vector<std::string>& keys,
                         EventTaker& taker, EventTurn& turn)
    : query_(query), taker_(taker), turn_(turn), missing_(keys.begin(), keys.end()) {}

std::optional<Failure> ChangedRows::columns(const std::vector<Column>& columns) {
  auto found = find_followed_rows(query_, columns);
  if (!found) return Failure{LIVETAP_ERROR_PROTOCOL, found.error().message, found.error().hint};
  columns_ = std::move(*found);
  return {};
}

bool ChangedRows::row(std::span<const Cell> cells) {
  const std::string_view key = cells[columns_.key].value_or("");
  if (const auto asked = missing_.find(key); asked != missing_.end()) missing_.erase(asked);
  taker_.followed().found(key);
  if (stopped_ || !taker_.followed().is_changed(key, cells[*columns_.state].value_or(""))) {
    return true;
  }
  const Cell time_cell = columns_.time ? cells[*columns_.time] : Cell();
  const auto time = time_cell ? read_moment(*time_cell) : std::nullopt;
  stopped_ = !taker_.take(turn_, columns_, cells, time.value_or(turn_.now()));
  found_changes_ = found_changes_ || !stopped_;
  return true;
}

void ChangedRows::end() {
  for (const std::string& key : missing_) taker_.followed().missed(key);
}

}  // namespace livetap::postgres
