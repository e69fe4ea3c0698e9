#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "fuzz/target.hpp"

namespace {

void take(const std::string& bytes) {
  // A copy of just that size: a read beyond its end is one that a sanitizer sees.
  const std::vector<std::uint8_t> exact(bytes.begin(), bytes.end());
  CHECK(LLVMFuzzerTestOneInput(exact.data(), exact.size()) == 0);
}

std::vector<std::string> corpus() {
  std::vector<std::string> inputs{""};
  for (const auto& file : std::filesystem::directory_iterator(LIVETAP_CORPUS)) {
    std::ifstream in(file.path(), std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return inputs;
}

// At most so many cuts of one input, and as many that are bent: spread over its length.
constexpr std::size_t variants = 60;

}  // namespace

TEST_CASE("every input of the corpus is taken, cut anywhere and bent anywhere") {
  const auto inputs = corpus();
  REQUIRE(inputs.size() > 1);
  std::mt19937 random(1);
  for (const auto& input : inputs) {
    take(input);
    const auto step = std::max<std::size_t>(input.size() / variants, 1);
    for (std::size_t at = 0; at < input.size(); at += step) {
      take(input.substr(0, at));
      auto bent = input;
      bent[at] = static_cast<char>(random());
      take(bent);
    }
  }
}

TEST_CASE("inputs that are spliced together are taken") {
  const auto inputs = corpus();
  for (const auto& a : inputs) {
    for (const auto& b : inputs) {
      take(a.substr(0, a.size() / 2) + b.substr(b.size() / 2));
    }
  }
}
