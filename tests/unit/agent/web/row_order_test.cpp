#include "agent/web/row_order.hpp"

#include <doctest/doctest.h>

#include "unit/agent/web/feed.hpp"

using namespace livetap;
using Order = std::vector<std::uint32_t>;

namespace {

RowBlock three_rows() {
  RowBlock rows(0, 2);
  for (const auto& [asset, price] :
       {std::pair<const char*, Value>{"BTC", 5.0}, {"eth", Value{}}, {"XRP", 2.5}}) {
    rows.begin_row();
    rows.add(std::string_view(asset));
    rows.add(price);
  }
  return rows;
}

Order ordered(const web::RowsQuery& query) {
  return web::rows_in_order(table_shape(), three_rows(), query);
}

}  // namespace

TEST_CASE("Without a wish rows come as they were measured") {
  CHECK(ordered({}) == Order{0, 1, 2});
  CHECK(ordered({.sort = "unknown"}) == Order{0, 1, 2});
}

TEST_CASE("Rows are sorted by any column, nulls last both ways") {
  CHECK(ordered({.sort = "price"}) == Order{2, 0, 1});
  CHECK(ordered({.sort = "price", .descending = true}) == Order{0, 2, 1});
  CHECK(ordered({.sort = "asset", .descending = true}) == Order{1, 2, 0});
}

TEST_CASE("A search looks into texts, whatever the case") {
  CHECK(ordered({.search = "ETH"}) == Order{1});
  CHECK(ordered({.search = "x"}) == Order{2});
  CHECK(ordered({.search = "5"}).empty());
}
