#pragma once
#include <cstdint>
#include <string>

namespace livetap::rabbitmq {

/// A whole number for people: 1532 is `1,532`. The same in every locale.
std::string grouped(std::int64_t number);

/// A rate for people: two digits that matter below 10 (`0.3`, `0.04`, `2.5`), whole above (`25`).
std::string per_second(double rate);

}  // namespace livetap::rabbitmq
