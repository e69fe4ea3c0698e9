#include "plugins/postgres/events/start_search.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace livetap::postgres;
using namespace std::chrono_literals;

namespace {

const Moment now = *read_moment("2026-11-25 12:00:00");

struct Result {
  Moment after;
  std::size_t rows;  // behind it
  int asked;
};

Result search(std::size_t wanted, std::vector<Moment> rows) {
  std::sort(rows.begin(), rows.end());
  const auto after = [&rows](Moment time) {
    return static_cast<std::size_t>(rows.end() - std::upper_bound(rows.begin(), rows.end(), time));
  };
  StartSearch search(wanted);
  int asked = 0;
  for (; !search.found(); ++asked) {
    REQUIRE(asked < 100);
    search.answer(std::min(after(search.ask()), search.most_counted()), now);
  }
  return {search.ask(), after(search.ask()), asked};
}

std::vector<Moment> rows_every(std::chrono::microseconds step, int count, Moment newest) {
  std::vector<Moment> rows;
  for (int i = 0; i < count; ++i) rows.push_back(newest - i * step);
  return rows;
}

}  // namespace

TEST_CASE("with few rows the beginning of all is the place") {
  CHECK(search(200, {}).after == Moment::min());
  CHECK(search(200, rows_every(1h, 50, now)).after == Moment::min());
  CHECK(search(200, rows_every(1h, 1'000, now)).after == Moment::min());
  CHECK(search(200, rows_every(1h, 1'000, now)).asked == 1);
}

TEST_CASE("with many rows it comes close to the newest in a few steps") {
  for (auto step : {100us, 1'000us, 1'000'000us, 60'000'000us}) {
    for (auto newest : {now, now - 24h * 300, now + 9h}) {
      const Result result = search(200, rows_every(step, 20'000, newest));
      CHECK(result.rows >= 200);
      CHECK(result.rows < 1'200);
      CHECK(result.asked < 50);
    }
  }
}

TEST_CASE("of more rows at one time than it would count it takes those behind") {
  std::vector<Moment> rows(50'000, now - 1h);
  CHECK(search(200, rows).rows == 0);
  for (int i = 0; i < 7; ++i) rows.push_back(now - i * 1s);
  CHECK(search(200, rows).rows == 7);
}

TEST_CASE("rows of other ages of the world do not keep it for ever") {
  std::vector<Moment> rows(5'000, *read_moment("0001-01-01"));
  CHECK(search(200, rows).rows == 0);
  std::fill(rows.begin(), rows.end(), *read_moment("9999-12-31"));
  CHECK(search(200, rows).asked < 100);
}
