#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/demo/dice.hpp"
#include "tests/demo/market.hpp"
#include "tests/demo/utc.hpp"

namespace livetap::standin {

struct Signal {
  std::string signal_id;
  std::string strategy_id;
  std::string asset;
  bool buy = true;
  double price = 0;
  std::optional<double> confidence;
  Time timestamp;
  std::string model_version;
  bool is_warmup = false;
  std::string trace_id;
};

// Written as 'pending' at created_at, then in its last state at updated_at.
struct Order {
  std::string order_id;
  std::string order_type;  // Market | Limit
  double quantity = 0;
  std::string status;
  double filled_quantity = 0;
  double average_price = 0;  // 0: nothing filled
  double fees = 0;
  Time created_at;
  Time updated_at;
  std::string rejection_reason;  // empty: none
};

// What comes of one signal: no order, one or several; each with an execution or without.
struct TradeStory {
  Signal signal;
  std::vector<Order> orders;
};

// Executions follow from orders that filled something. Their performance column, as JSON: with
// realized_pnl a number, no number, null or not there.
bool has_execution(const Order& order);
std::string performance_json(const TradeStory& story, const Order& order, Dice& dice);

// The version that each strategy works with.
using ActiveVersions = std::map<std::string, std::string, std::less<>>;

TradeStory tell_story(Dice& dice, const Market& market, Time at, const ActiveVersions& versions);

}  // namespace livetap::standin
