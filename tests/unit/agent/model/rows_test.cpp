#include "agent/model/rows.hpp"

#include <doctest/doctest.h>

using namespace livetap;

namespace {

RowBlock two_rows() {
  RowBlock rows(1, 5);
  rows.begin_row();
  rows.add_tag("orders");
  rows.add(std::int64_t{-5});
  rows.add(0.5);
  rows.add(true);
  rows.add(std::string_view("text"));
  rows.add(std::monostate{});
  rows.begin_row();
  rows.add_tag("");
  for (int i = 0; i < 5; ++i) {
    rows.add(std::monostate{});
  }
  return rows;
}

}  // namespace

TEST_CASE("values come back as they went in") {
  const auto rows = two_rows();
  CHECK(rows.size() == 2);
  CHECK(rows.tag(0, 0) == "orders");
  CHECK(rows.field(0, 0) == Value(std::int64_t{-5}));
  CHECK(rows.field(0, 1) == Value(0.5));
  CHECK(rows.field(0, 2) == Value(true));
  CHECK(rows.field(0, 3) == Value(std::string_view("text")));
  CHECK(is_null(rows.field(0, 4)));
  CHECK(rows.tag(1, 0).empty());
  CHECK(is_null(rows.field(1, 0)));
}

TEST_CASE("a false bool is no null") {
  RowBlock rows(0, 1);
  rows.begin_row();
  rows.add(false);
  CHECK(rows.field(0, 0) == Value(false));
}

TEST_CASE("a row can be copied from another block") {
  const auto from = two_rows();
  RowBlock to(1, 5);
  to.append(from, 1);
  to.append(from, 0);
  CHECK(to.size() == 2);
  CHECK(to.tag(1, 0) == "orders");
  CHECK(to.field(1, 3) == Value(std::string_view("text")));
}

TEST_CASE("bytes count cells and text, and nothing is left after clear") {
  auto rows = two_rows();
  CHECK(rows.bytes() == 12 * 16 + 10);
  rows.clear();
  CHECK(rows.empty());
  CHECK(rows.bytes() == 0);
}

TEST_CASE("series keys differ whatever the tags hold") {
  RowBlock rows(2, 0);
  const auto add = [&](std::string_view a, std::string_view b) {
    rows.begin_row();
    rows.add_tag(a);
    rows.add_tag(b);
    return series_key(rows, rows.size() - 1);
  };
  CHECK(add("a", "b") == add("a", "b"));
  CHECK(add("ab", "") != add("a", "b"));
  CHECK(add("1:a", "") != add("", "1:a"));
  CHECK(add("a1:b", "c") != add("a", "b1:c"));
}

TEST_CASE("a row is called by its tag values; without tags it has no name") {
  RowBlock rows(2, 0);
  rows.begin_row();
  rows.add_tag("prod");
  rows.add_tag("orders");
  CHECK(row_name(rows, 0) == "prod/orders");
  RowBlock bare(0, 0);
  bare.begin_row();
  CHECK(row_name(bare, 0).empty());
}
