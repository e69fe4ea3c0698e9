#pragma once

#include <map>
#include <string>

#include "tests/demo/dice.hpp"
#include "tests/demo/trade_story.hpp"
#include "tests/demo/utc.hpp"

namespace pqxx {
class transaction_base;
}

namespace livetap::standin {

// Trains and judges models: one active version for each strategy.
class Models {
 public:
  // Takes up what is in the database.
  void load(pqxx::transaction_base& work);

  // A new version takes the place of the strategy's active one, with its first metrics.
  void train(pqxx::transaction_base& work, Dice& dice, const std::string& strategy, Time at);
  // New metrics of every active version.
  void evaluate(pqxx::transaction_base& work, Dice& dice, Time at) const;

  const ActiveVersions& active() const { return versions_; }
  int trained() const { return trained_; }

 private:
  ActiveVersions versions_;
  std::map<std::string, std::string> ids_;  // strategy: id of its active version
  int trained_ = 0;
};

}  // namespace livetap::standin
