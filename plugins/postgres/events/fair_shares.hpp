#pragma once
#include <cstddef>
#include <vector>

namespace livetap::postgres {

/// Divides `total` among some who want so much each: who wants no more than an equal share gets
/// what they want, and what they leave is divided equally among the others.
std::vector<std::size_t> fair_shares(const std::vector<std::size_t>& wants, std::size_t total);

}  // namespace livetap::postgres
