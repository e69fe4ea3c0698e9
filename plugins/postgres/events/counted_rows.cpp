#include "plugins/postgres/events/counted_rows.hpp"

namespace livetap::postgres {

CountedRows::CountedRows(const Query& query, Moment after, std::size_t kept)
    : query_(query), after_{after, std::nullopt}, next_(after_), kept_(kept) {}

std::optional<Failure> CountedRows::columns(const std::vector<Column>& columns) {
  auto found = find_new_rows(query_, columns);
  if (!found) return Failure{LIVETAP_ERROR_PROTOCOL, found.error().message, found.error().hint};
  columns_ = std::move(*found);
  rows_of_page_ = 0;
  return {};
}

bool CountedRows::row(std::span<const Cell> cells) {
  const Cell& time_cell = cells[*columns_.time];
  const auto time = time_cell ? read_moment(*time_cell) : std::nullopt;
  if (!time) return true;
  ++rows_of_page_;
  ++count_;
  const Cell& key = cells[columns_.key];
  next_ = {*time, key ? std::optional<std::string>(*key) : std::nullopt};
  newest_.push_back(next_);
  if (newest_.size() > kept_) newest_.pop_front();
  return true;
}

Position CountedRows::before_newest(std::size_t rows) const {
  if (count_ <= rows) return after_;
  return newest_.size() > rows ? newest_[newest_.size() - rows - 1] : newest_.front();
}

}  // namespace livetap::postgres
