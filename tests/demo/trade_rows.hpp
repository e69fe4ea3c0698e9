#pragma once

#include <span>

#include "tests/demo/dice.hpp"
#include "tests/demo/trade_story.hpp"

namespace pqxx {
class transaction_base;
}

namespace livetap::standin {

// Writes stories as they end up: their signals, orders and executions. For history.
void insert_whole(pqxx::transaction_base& work, std::span<const TradeStory> stories, Dice& dice);

// The same in the order of its happening.
void insert_signal(pqxx::transaction_base& work, const TradeStory& story);
void insert_pending(pqxx::transaction_base& work, const TradeStory& story, const Order& order);
void finish_order(pqxx::transaction_base& work, const TradeStory& story, const Order& order,
                  Dice& dice);

}  // namespace livetap::standin
