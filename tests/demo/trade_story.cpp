#include "tests/demo/trade_story.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <iterator>

namespace livetap::standin {
namespace {

using std::chrono::microseconds;

constexpr const char* kReasons[] = {"insufficient balance", "price outside of the allowed band",
                                    "position limit reached",
                                    "exchange: order would trigger, code 110093"};

Time later(Dice& dice, Time from, double low_ms, double high_ms) {
  return from + microseconds(static_cast<long>(dice.between(low_ms, high_ms) * 1000));
}

std::size_t order_count(Dice& dice, const Signal& signal) {
  if (signal.is_warmup || dice.chance(0.15)) return 0;
  if (dice.chance(0.8)) return 1;
  return 2 + dice.below(2);
}

std::string last_status(Dice& dice) {
  const double draw = dice.between(0, 1);
  if (draw < 0.70) return "filled";
  if (draw < 0.78) return "partially_filled";
  if (draw < 0.86) return "cancelled";
  if (draw < 0.94) return "rejected";
  return draw < 0.97 ? "dry_run" : "pending";
}

Order make_order(Dice& dice, const Asset& asset, const Signal& signal) {
  Order order;
  order.order_id = fmt::format("ord-{}", dice.uuid());
  order.order_type = dice.chance(0.6) ? "Market" : "Limit";
  order.quantity = asset.lot * dice.between(0.5, 2);
  order.status = last_status(dice);
  order.created_at = later(dice, signal.timestamp, 15, 220);
  order.updated_at = later(dice, order.created_at, 40, 900);
  if (order.status == "rejected")
    order.rejection_reason = kReasons[dice.below(std::size(kReasons))];
  if (order.status == "filled") order.filled_quantity = order.quantity;
  if (order.status == "partially_filled") {
    order.filled_quantity = order.quantity * dice.between(0.1, 0.9);
  }
  if (order.filled_quantity > 0) {
    order.average_price = signal.price * (1 + dice.normal() * 0.0003);
    order.fees = order.filled_quantity * order.average_price * 0.0006;
  }
  return order;
}

}  // namespace

bool has_execution(const Order& order) {
  return order.filled_quantity > 0;
}

std::string performance_json(const TradeStory& story, const Order& order, Dice& dice) {
  const double slippage = order.average_price - story.signal.price;
  const double draw = dice.between(0, 1);
  if (draw < 0.12) return fmt::format(R"({{"slippage": {:.8f}}})", slippage);
  std::string pnl =
      fmt::format("{:.6f}", dice.normal() * order.filled_quantity * order.average_price * 0.004);
  if (draw < 0.18) pnl = "\"n/a\"";
  if (draw > 0.95) pnl = "null";
  return fmt::format(R"({{"slippage": {:.8f}, "realized_pnl": {}}})", slippage, pnl);
}

TradeStory tell_story(Dice& dice, const Market& market, Time at, const ActiveVersions& versions) {
  const Asset& asset = market.any(dice);
  TradeStory story;
  Signal& signal = story.signal;
  signal.signal_id = dice.uuid();
  signal.strategy_id = kStrategies[dice.below(std::size(kStrategies))];
  signal.asset = asset.symbol;
  signal.buy = dice.chance(0.54);
  signal.price = asset.price;
  if (!dice.chance(0.03)) signal.confidence = std::clamp(0.7 + dice.normal() * 0.12, 0.0, 1.0);
  signal.timestamp = at;
  signal.is_warmup = dice.chance(0.05);
  const auto version = versions.find(signal.strategy_id);
  if (!signal.is_warmup && version != versions.end()) signal.model_version = version->second;
  signal.trace_id = dice.uuid();
  const auto count = order_count(dice, signal);
  for (std::size_t i = 0; i < count; ++i) {
    story.orders.push_back(make_order(dice, asset, signal));
  }
  return story;
}

}  // namespace livetap::standin
