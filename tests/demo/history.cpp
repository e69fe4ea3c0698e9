#include "tests/demo/history.hpp"

#include <iterator>
#include <vector>

#include "tests/demo/subscriptions.hpp"
#include "tests/demo/trade_rows.hpp"

namespace livetap::standin {

void write_history(pqxx::transaction_base& work, Dice& dice, Market& market, Models& models,
                   int signals, Time end) {
  constexpr int kHours = 24;
  constexpr std::chrono::microseconds kHour = std::chrono::hours(1);
  insert_subscriptions(work, market, end - kHours * kHour);
  for (int hour = 0; hour < kHours; ++hour) {
    const Time start = end - (kHours - hour) * kHour;
    if (hour == 0 || hour == 16) {
      for (const auto strategy : kStrategies) {
        models.train(work, dice, std::string(strategy), start);
      }
    }
    models.evaluate(work, dice, start);
    const int first = signals * hour / kHours;
    const int count = signals * (hour + 1) / kHours - first;
    std::vector<TradeStory> stories;
    for (int i = 0; i < count; ++i) {
      market.move(dice);
      stories.push_back(tell_story(dice, market, start + kHour * i / count, models.active()));
    }
    insert_whole(work, stories, dice);
  }
}

}  // namespace livetap::standin
