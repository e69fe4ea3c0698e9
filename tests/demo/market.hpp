#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/demo/dice.hpp"

namespace livetap::standin {

struct Asset {
  std::string symbol;
  double price = 0;
  double lot = 0;  // a usual quantity
};

// Assets whose prices wander. One thread.
class Market {
 public:
  Market();
  const Asset& any(Dice& dice) const { return assets_[dice.below(assets_.size())]; }
  const std::vector<Asset>& assets() const { return assets_; }
  void move(Dice& dice);  // one step of all prices

 private:
  std::vector<Asset> assets_;
};

inline constexpr std::string_view kStrategies[] = {"momentum-v2", "mean-reversion", "breakout"};

}  // namespace livetap::standin
