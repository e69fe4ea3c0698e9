#include "agent/event/numeric_range.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace livetap;

namespace {

std::string digits(std::size_t count) {
  return std::string(count, '7');
}

bool fits(const std::string& number) {
  return numbers_fit_numeric("{\"a\": [1, " + number + "], \"b\": 2.5e-3}");
}

}  // namespace

TEST_CASE("numeric takes 16,383 digits behind the point, however they are written") {
  CHECK(fits("1e-16383"));
  CHECK_FALSE(fits("1e-16384"));
  CHECK(fits("-12.5E-16382"));
  CHECK_FALSE(fits("-12.5E-16383"));
  CHECK(fits("0." + digits(16'383)));
  CHECK_FALSE(fits("0." + digits(16'384)));
  CHECK(fits("0." + digits(20'000) + "e4000"));
  CHECK_FALSE(fits("0e-20000"));
}

TEST_CASE("numeric takes 131,072 digits before the point") {
  CHECK(fits("1e131071"));
  CHECK_FALSE(fits("1e131072"));
  CHECK_FALSE(fits("1e200000"));
  CHECK(fits(digits(60'000)));
  CHECK_FALSE(fits(digits(60'000) + "e+80000"));
}

TEST_CASE("an exponent beyond all integers does not fit") {
  CHECK_FALSE(fits("1e99999999999999999999999"));
  CHECK_FALSE(fits("1e-99999999999999999999999"));
}

TEST_CASE("what stands in texts and keys is no number") {
  CHECK(numbers_fit_numeric(R"({"1e-20000": "1e-20000 \" 1e200000", "b\\": "1e200000"})"));
  CHECK_FALSE(numbers_fit_numeric(R"({"b\\": 1e-20000})"));
  CHECK(numbers_fit_numeric("{}"));
  CHECK(numbers_fit_numeric(""));
}
