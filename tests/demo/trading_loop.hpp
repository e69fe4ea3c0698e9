#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>

#include "tests/demo/faults.hpp"
#include "tests/demo/status.hpp"

namespace livetap::standin {

struct TradingOptions {
  std::string database;  // a libpq URL; a password comes from PGPASSWORD
  double rate = 2;       // signals per second
  int history = 2000;    // signals of the last day, written when there is none
  std::chrono::seconds training_interval{60};
  std::uint64_t seed = 1;
};

// Trades until it is stopped: signals, orders, executions, models, subscriptions. Connects again
// whenever the database is lost; what was under way then is given up.
void run_trading(std::stop_token stop, const TradingOptions& options, const Faults& faults,
                 Status& status);

}  // namespace livetap::standin
