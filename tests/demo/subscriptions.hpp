#pragma once

#include "tests/demo/dice.hpp"
#include "tests/demo/market.hpp"
#include "tests/demo/utc.hpp"

namespace pqxx {
class transaction_base;
}

namespace livetap::standin {

// What the platform listens to at the exchange.
void insert_subscriptions(pqxx::transaction_base& work, const Market& market, Time at);

// Events have come on every active one. How many are active.
int touch_subscriptions(pqxx::transaction_base& work, Time at);
int count_active_subscriptions(pqxx::transaction_base& work);

// One of them, by chance, is cancelled, or taken up again.
void toggle_subscription(pqxx::transaction_base& work, Time at);

}  // namespace livetap::standin
