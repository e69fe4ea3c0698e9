#include "tests/demo/trading_loop.hpp"

#include <spdlog/spdlog.h>

#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <pqxx/pqxx>

#include "tests/demo/history.hpp"
#include "tests/demo/pause.hpp"
#include "tests/demo/socket_watch.hpp"
#include "tests/demo/subscriptions.hpp"
#include "tests/demo/trade_rows.hpp"

namespace livetap::standin {
namespace {

using namespace std::chrono_literals;

constexpr auto kTick = 50ms;
constexpr auto kTickDeadline = 5s;
constexpr auto kHistoryDeadline = 60s;
constexpr auto kReconnectPause = 500ms;

// True each time that so much time has passed since it last was.
class Every {
 public:
  explicit Every(std::chrono::microseconds interval) : interval_(interval), last_(now()) {}
  bool due(Time at) {
    if (at - last_ < interval_) return false;
    last_ = at;
    return true;
  }

 private:
  std::chrono::microseconds interval_;
  Time last_;
};

// The desk while one connection lasts.
class Desk {
 public:
  Desk(const TradingOptions& options, const Faults& faults, Status& status, SocketWatch& watch,
       Dice& dice)
      : options_(options),
        faults_(faults),
        status_(status),
        watch_(watch),
        dice_(dice),
        connection_(options.database +
                    (options.database.find('?') == std::string::npos ? "?" : "&") +
                    "connect_timeout=2&application_name=stand-in"),
        training_(options.training_interval) {}

  void open() {
    const auto step = watch_.step(connection_.sock(), kHistoryDeadline);
    pqxx::work work(connection_);
    models_.load(work);
    if (models_.trained() == 0) {
      write_history(work, dice_, market_, models_, options_.history, now());
      spdlog::info("history of one day is written: {} signals", options_.history);
    }
    status_.active_subscriptions = count_active_subscriptions(work);
    work.commit();
    told_until_ = now();
  }

  void tick() {
    const Time at = now();
    const auto step = watch_.step(connection_.sock(), kTickDeadline);
    pqxx::work work(connection_);
    market_.move(dice_);
    new_signals(work, at);
    while (!agenda_.empty() && agenda_.begin()->first <= at) {
      agenda_.begin()->second(work);
      agenda_.erase(agenda_.begin());
    }
    keep_house(work, at);
    work.commit();
    status_.model_version = models_.trained() - 1;
  }

 private:
  void new_signals(pqxx::work& work, Time at) {
    if (faults_.is("signals", "stop")) {
      told_until_ = at;
      return;
    }
    const std::chrono::microseconds gap(static_cast<long>(1e6 / options_.rate));
    // After a long halt nobody catches up.
    if (at - told_until_ > 5s) told_until_ = at;
    for (; told_until_ + gap <= at; told_until_ += gap) {
      const auto story =
          std::make_shared<const TradeStory>(tell_story(dice_, market_, at, models_.active()));
      insert_signal(work, *story);
      for (std::size_t i = 0; i < story->orders.size(); ++i) plan(story, i);
    }
  }

  void plan(const std::shared_ptr<const TradeStory>& story, std::size_t i) {
    const Order& order = story->orders[i];
    agenda_.emplace(order.created_at, [story, i](pqxx::work& work) {
      insert_pending(work, *story, story->orders[i]);
    });
    if (order.status == "pending") return;
    agenda_.emplace(order.updated_at, [this, story, i](pqxx::work& work) {
      finish_order(work, *story, story->orders[i], dice_);
    });
  }

  void keep_house(pqxx::work& work, Time at) {
    if (touch_.due(at) && faults_.is("websocket", "ok")) {
      status_.active_subscriptions = touch_subscriptions(work, at);
    }
    if (toggle_.due(at)) toggle_subscription(work, at);
    if (metrics_.due(at)) models_.evaluate(work, dice_, at);
    if (training_.due(at)) {
      const auto strategy = kStrategies[dice_.below(std::size(kStrategies))];
      models_.train(work, dice_, std::string(strategy), at);
      spdlog::info("a new model for {}", strategy);
    }
  }

  const TradingOptions& options_;
  const Faults& faults_;
  Status& status_;
  SocketWatch& watch_;
  Dice& dice_;
  pqxx::connection connection_;
  Market market_;
  Models models_;
  std::multimap<Time, std::function<void(pqxx::work&)>> agenda_;
  Time told_until_ = now();
  Every touch_{1s};
  Every toggle_{45s};
  Every metrics_{15s};
  Every training_;
};

}  // namespace

void run_trading(std::stop_token stop, const TradingOptions& options, const Faults& faults,
                 Status& status) {
  SocketWatch watch;
  const std::stop_callback on_stop(stop, [&watch] { watch.stop(); });
  Dice dice(options.seed);
  bool complained = false;
  while (!stop.stop_requested()) {
    try {
      Desk desk(options, faults, status, watch, dice);
      desk.open();
      status.database_connected = true;
      complained = false;
      spdlog::info("database: connected");
      while (pause(stop, kTick)) desk.tick();
    } catch (const std::exception& error) {
      status.database_connected = false;
      if (!complained && !stop.stop_requested()) {
        spdlog::warn("database: {}; trying again", error.what());
      }
      complained = true;
      pause(stop, kReconnectPause);
    }
  }
}

}  // namespace livetap::standin
