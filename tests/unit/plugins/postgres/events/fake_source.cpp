#include "fake_source.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace livetap::test {

using namespace postgres;

namespace {

/// The order of an index: null last, infinity behind all moments.
struct Place {
  bool infinite;
  Moment time;
  bool no_key;
  std::string_view key;  ///< of the row
  auto operator<=>(const Place&) const = default;
};

/// Each page looks at every row again: a time is read once.
std::optional<Moment> moment_of(const std::string& text) {
  static std::unordered_map<std::string, std::optional<Moment>> known;
  const auto [at, is_new] = known.try_emplace(text);
  if (is_new) at->second = read_moment(text);
  return at->second;
}

Place place_of(const FakeSource::Row& row) {
  const auto time = moment_of(*row.time);
  return {!time, time.value_or(Moment::max()), !row.id,
          row.id ? std::string_view(*row.id) : std::string_view()};
}

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

std::vector<FakeSource::Row> FakeSource::page(const Parameters& parameters) const {
  const bool everything = parameters[0] == "-infinity";
  const Place after{false, everything ? Moment::min() : *read_moment(*parameters[0]),
                    !parameters[1],
                    parameters[1] ? std::string_view(*parameters[1]) : std::string_view()};
  std::vector<std::pair<Place, const Row*>> found;
  for (const Row& row : rows) {
    if (!row.time) continue;
    const Place place = place_of(row);
    // Against a null key only the time can be greater, and a null key against any.
    const bool later = std::tie(place.infinite, place.time) > std::tie(after.infinite, after.time);
    if (later || (!after.no_key && !place.no_key && place > after)) found.emplace_back(place, &row);
  }
  const auto end = found.begin() + static_cast<std::ptrdiff_t>(std::min(limit, found.size()));
  std::partial_sort(found.begin(), end, found.end(), [this](const auto& a, const auto& b) {
    return descending ? b.first < a.first : a.first < b.first;
  });
  std::vector<Row> rows_of_page;
  for (auto at = found.begin(); at != end; ++at) rows_of_page.push_back(*at->second);
  return rows_of_page;
}

std::vector<FakeSource::Row> FakeSource::by_key(const std::string& keys) const {
  std::vector<Row> found;
  for (const Row& row : rows) {
    if (row.id && keys.find('"' + *row.id + '"') != std::string::npos) found.push_back(row);
  }
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
