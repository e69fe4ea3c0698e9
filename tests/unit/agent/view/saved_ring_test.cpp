#include "agent/view/saved_ring.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

using namespace livetap;

namespace {

constexpr std::size_t points = 150;

/// Courses as windows have them: runs, noise, whole numbers, holes.
SavedRing random_ring(std::mt19937_64& random, std::size_t numbers, std::size_t texts) {
  SavedRing ring;
  ring.newest = static_cast<std::int64_t>(random() >> 20U);
  for (std::size_t i = 0; i < numbers; ++i) {
    ring.counts.push_back(static_cast<std::uint32_t>(random() % 100));
    auto& column = ring.numbers.emplace_back();
    double value = 0;
    while (column.size() < points) {
      if (random() % 3 == 0) {
        const double choices[] = {std::numeric_limits<double>::quiet_NaN(),
                                  static_cast<double>(random() % 1'000), -1e300,
                                  static_cast<double>(random()) / 7};
        value = choices[random() % 4];
      }
      column.push_back(value);
    }
  }
  for (std::size_t i = 0; i < texts; ++i) {
    auto& column = ring.texts.emplace_back();
    while (column.size() < points) {
      column.emplace_back(random() % 2 == 0 ? std::nullopt : std::optional<std::string>("open"));
    }
  }
  return ring;
}

bool same(const SavedRing& a, const SavedRing& b) {
  bool all = a.newest == b.newest && a.counts == b.counts && a.texts == b.texts &&
             a.numbers.size() == b.numbers.size();
  for (std::size_t i = 0; all && i < a.numbers.size(); ++i) {
    for (std::size_t point = 0; all && point < points; ++point) {
      const double x = a.numbers[i][point];
      const double y = b.numbers[i][point];
      all = std::isnan(x) ? std::isnan(y) : x == y;
    }
  }
  return all;
}

}  // namespace

TEST_CASE("a ring comes back as it was saved") {
  std::mt19937_64 random(20261125);
  for (int i = 0; i < 200; ++i) {
    const std::size_t numbers = random() % 4;
    const std::size_t texts = random() % 3;
    const auto ring = random_ring(random, numbers, texts);
    const auto back = decode_ring(encode(ring), numbers, texts, points);
    REQUIRE(back.has_value());
    REQUIRE(same(*back, ring));
    REQUIRE(saved_newest(encode(ring)) == ring.newest);
  }
}

TEST_CASE("what does not change takes a few bytes") {
  SavedRing ring;
  ring.numbers = {std::vector<double>(points, 5), std::vector<double>(points, 0.5)};
  ring.counts = {1, 1};
  CHECK(encode(ring).size() < 30);
}

TEST_CASE("bytes that are no ring of so many columns are none, and crash nothing") {
  std::mt19937_64 random(4711);
  const auto bytes = encode(random_ring(random, 2, 1));
  CHECK_FALSE(decode_ring(bytes, 3, 1, points).has_value());
  CHECK_FALSE(decode_ring(bytes, 2, 0, points).has_value());
  CHECK_FALSE(decode_ring(bytes, 2, 1, points + 1).has_value());
  CHECK_FALSE(decode_ring("", 2, 1, points).has_value());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(decode_ring(bytes.substr(0, size), 2, 1, points).has_value());
  }
  for (int i = 0; i < 20'000; ++i) {
    auto flipped = bytes;
    flipped[random() % flipped.size()] = static_cast<char>(random());
    if (const auto ring = decode_ring(flipped, 2, 1, points)) {
      REQUIRE(ring->numbers[0].size() == points);
      REQUIRE(ring->numbers[1].size() == points);
      REQUIRE(ring->texts[0].size() == points);
    }
  }
}
