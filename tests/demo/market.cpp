#include "tests/demo/market.hpp"

#include <algorithm>

namespace livetap::standin {

Market::Market()
    : assets_{{"BTCUSDT", 64000, 0.02}, {"ETHUSDT", 3100, 0.5},  {"SOLUSDT", 145, 8},
              {"XRPUSDT", 0.52, 2000},  {"ADAUSDT", 0.45, 2500}, {"DOGEUSDT", 0.14, 8000}} {}

void Market::move(Dice& dice) {
  for (auto& asset : assets_) {
    const double step = std::clamp(dice.normal() * 0.0004, -0.002, 0.002);
    asset.price = std::max(asset.price * (1 + step), 0.01);
  }
}

}  // namespace livetap::standin
