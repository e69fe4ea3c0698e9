#include "fake_source.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

namespace livetap::test {

using namespace postgres;

namespace {

std::string between(const std::string& text, const std::string& before) {
  const auto begin = text.find(before);
  if (begin == std::string::npos) return "";
  const auto from = begin + before.size();
  return text.substr(from, text.find('"', from) - from);
}

}  // namespace

Query FakeSource::query() {
  Query query;
  query.events = "order";
  query.sql = "new";
  query.cursor = CursorOption{"time", "id"};
  query.follow = FollowOption{"status", {"pending", "partly"}, "followed"};
  return query;
}

void FakeSource::insert(Moment time, const std::string& id, const std::string& status) {
  rows.push_back({write_moment(time), id, status});
}

const std::multimap<FakeSource::Place, std::size_t>& FakeSource::index() const {
  if (rows.size() < indexed_) {
    index_.clear();
    indexed_ = 0;
  }
  for (; indexed_ < rows.size(); ++indexed_) {
    const Row& row = rows[indexed_];
    if (!row.time) continue;
    const auto time = read_moment(*row.time);
    index_.insert({{!time, time.value_or(Moment::max()), !row.id, row.id.value_or("")}, indexed_});
  }
  return index_;
}

std::vector<FakeSource::Row> FakeSource::page(const Parameters& parameters) const {
  const bool everything = parameters[0] == "-infinity";
  const Place after{false, everything ? Moment::min() : *read_moment(*parameters[0]),
                    !parameters[1], parameters[1].value_or("")};
  std::vector<Row> page;
  const auto take = [&](const std::pair<const Place, std::size_t>& entry) {
    const Place& place = entry.first;
    // Against a null key only the time can be greater, and a null key against any.
    const bool later = std::tie(place.infinite, place.time) > std::tie(after.infinite, after.time);
    if (later || (!after.no_key && !place.no_key)) page.push_back(rows[entry.second]);
    return page.size() < limit;
  };
  const auto first = index().upper_bound(after);
  if (descending) {
    std::all_of(std::make_reverse_iterator(index_.cend()), std::make_reverse_iterator(first), take);
  } else {
    std::all_of(first, index_.cend(), take);
  }
  return page;
}

std::vector<FakeSource::Row> FakeSource::by_key(const std::string& keys) const {
  std::set<std::string_view> wanted;  // an array: {"a","b"}
  for (std::size_t at = keys.find('"'); at != std::string::npos; at = keys.find('"', at + 1)) {
    const auto end = keys.find('"', at + 1);
    wanted.insert(std::string_view(keys).substr(at + 1, end - at - 1));
    at = end;
  }
  std::vector<Row> found;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(found),
               [&](const Row& row) { return row.id && wanted.contains(*row.id); });
  return found;
}

std::optional<Failure> FakeSource::run(const std::string& sql, const Parameters& parameters,
                                       RowReader& reader) {
  ++statements;
  --statements_left;
  if (failure) return failure;
  const std::vector<Column> columns = {{"time", 1114}, {"id", 25}, {"status", 25}};
  if (auto refused = reader.columns(columns)) return refused;
  for (const Row& row : sql == "new" ? page(parameters) : by_key(*parameters[0])) {
    ++rows_read;
    const Cell cells[] = {row.time ? Cell(*row.time) : Cell(), row.id ? Cell(*row.id) : Cell(),
                          Cell(row.status)};
    if (!reader.row(cells)) break;
  }
  return {};
}

bool FakeSource::emit(const RowEvent& event, Moment time) {
  if (room == 0) return false;
  --room;
  const std::string id = between(event.attributes, "\"id\":\"");
  ++taken[{id, between(event.attributes, "\"status\":\""), time}];
  ids.push_back(id);
  return true;
}

bool FakeSource::each_came_once() const {
  return std::all_of(taken.begin(), taken.end(),
                     [](const auto& event) { return event.second == 1; });
}

}  // namespace livetap::test
