#pragma once

#include "tests/demo/dice.hpp"
#include "tests/demo/market.hpp"
#include "tests/demo/models.hpp"
#include "tests/demo/utc.hpp"

namespace pqxx {
class transaction_base;
}

namespace livetap::standin {

// The day before `end`: so many signals with what came of them, two models for each strategy,
// hourly metrics, subscriptions. In the caller's transaction.
void write_history(pqxx::transaction_base& work, Dice& dice, Market& market, Models& models,
                   int signals, Time end);

}  // namespace livetap::standin
