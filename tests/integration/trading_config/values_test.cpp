#include <doctest/doctest.h>

#include <algorithm>

#include "tests/integration/postgres/event_watch.hpp"
#include "tests/integration/trading_config/trading_database.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

/// One for all tests; each begins with empty tables.
TradingDatabase& empty_database() {
  static TradingDatabase database;
  database.run(
      "truncate trading_signals, orders, execution_events, model_versions, model_quality_metrics,"
      " subscriptions");
  return database;
}

/// Written so that a test names what it is about and no more. Signals and orders go by a number.
std::string helpers() {
  return R"(
    create or replace function ago(text) returns timestamp language sql as
      $$ select (now() at time zone 'utc') - $1::interval $$;
    create or replace function id(int) returns uuid language sql as
      $$ select lpad(to_hex($1), 32, '0')::uuid $$;
    create or replace procedure signal(n int, strategy text, asset text, side text,
                                       confidence numeric, at timestamp) language sql as
      $$ insert into trading_signals (signal_id, strategy_id, asset, side, price, confidence,
                                      timestamp, model_version, is_warmup)
         values (id(n), strategy, asset, side, 100, confidence, at, 'v1.2', n = 1) $$;
    create or replace procedure purchase(name text, signal int, status text, filled numeric,
                                         at timestamp, side text default 'Buy',
                                         dry bool default false) language sql as
      $$ insert into orders (order_id, signal_id, asset, side, order_type, quantity, status,
                             filled_quantity, created_at, updated_at, is_dry_run, rejection_reason)
         values (name, id(signal), 'BTC', side, 'Market', 2, status, filled, at, at, dry,
                 case status when 'rejected' then 'no balance' end) $$;
    create or replace procedure execution(signal int, strategy text, side text, price numeric,
                                          performance jsonb, at timestamp) language sql as
      $$ insert into execution_events (signal_id, strategy_id, asset, side, execution_price,
                                       execution_quantity, execution_fees, executed_at,
                                       signal_price, signal_timestamp, performance)
         values (id(signal), strategy, 'BTC', side, price, 2, 0.25, at, 100, at, performance) $$;
  )";
}

class Look {
 public:
  explicit Look(TradingDatabase& database) : probe_(POSTGRES_PLUGIN, database.settings()) {
    REQUIRE(probe_.created());
    outcome_ = probe_.collect(10s);
    REQUIRE_MESSAGE(outcome_.ok, outcome_.error.message);
    for (const auto& [name, gather] : outcome_.closed) {
      CHECK_MESSAGE(gather.error.message == "", gather.error.message);
    }
    CHECK(probe_.log().empty());
  }

  std::vector<ShownRow> rows(const std::string& measurement) {
    REQUIRE(outcome_.closed.count(measurement) == 1);
    return outcome_.closed[measurement].rows;
  }
  /// The one row whose tag or column has this value.
  ShownRow row(const std::string& measurement, const std::string& column,
               const std::string& value) {
    ShownRow found;
    for (const ShownRow& row : rows(measurement)) {
      if (row.at(column) != value) continue;
      CHECK_MESSAGE(found.empty(), value);
      found = row;
    }
    REQUIRE_MESSAGE(!found.empty(), value);
    return found;
  }

 private:
  ProbeHost probe_;
  Outcome outcome_;
};

}  // namespace

TEST_CASE("empty tables give zeros where something is counted, null where nothing is known") {
  Look look(empty_database());
  for (const char* name :
       {"signals", "signal_strategy", "executions", "models", "model_version", "model_quality",
        "subscriptions", "recent_signals", "recent_orders", "recent_executions"}) {
    CHECK_MESSAGE(look.rows(name).empty(), name);
  }
  CHECK(look.rows("orders").size() == 6);
  for (const ShownRow& row : look.rows("orders")) {
    CHECK(row.at("count") == "0");
    CHECK(row.at("dry_runs") == "0");
    CHECK(row.at("fill_ratio") == "null");
    CHECK(row.at("delay_ms") == "null");
  }
  CHECK(look.rows("order_flow") == std::vector<ShownRow>{{{"per_minute", "0"},
                                                          {"fill_ratio", "null"},
                                                          {"rejects", "0"},
                                                          {"reject_ratio", "null"},
                                                          {"delay_ms", "null"},
                                                          {"delay_max_ms", "null"}}});
}

TEST_CASE("signals: the last minute of each asset, a null confidence left out of the mean") {
  TradingDatabase& database = empty_database();
  database.run(helpers() + R"(
    call signal(1, 'a', 'BTC', 'buy', 0.5, ago('10 s'));
    call signal(2, 'a', 'BTC', 'buy', null, ago('5 s'));
    call signal(3, 'b', 'BTC', 'sell', 0.7, ago('1 s'));
    call signal(4, 'b', 'ETH', 'buy', 0.9, ago('2 minutes'));
    call signal(5, 'c', 'XRP', 'sell', null, ago('3 s'));)");
  Look look(database);
  CHECK(look.rows("signals").size() == 3);
  ShownRow btc = look.row("signals", "asset", "BTC");
  CHECK(btc["count"] == "3");
  CHECK(btc["buys"] == "2");
  CHECK(btc["sells"] == "1");
  CHECK(std::stod(btc["buy_share"]) == doctest::Approx(2.0 / 3));
  CHECK(btc["confidence"] == "0.6");
  ShownRow silent = look.row("signals", "asset", "ETH");
  CHECK(silent["count"] == "0");
  CHECK(silent["buy_share"] == "null");
  CHECK(silent["confidence"] == "null");
  CHECK(silent["last_at"] != "null");
  ShownRow unsure = look.row("signals", "asset", "XRP");
  CHECK(unsure["count"] == "1");
  CHECK(unsure["confidence"] == "null");

  CHECK(look.rows("signal_strategy").size() == 3);
  ShownRow a = look.row("signal_strategy", "strategy", "a");
  CHECK(a["count"] == "2");
  CHECK(a["confidence"] == "0.5");
  CHECK(a["model_version"] == "v1.2");
  CHECK(a["warmup"] == "false");
  CHECK(look.row("signal_strategy", "strategy", "b")["count"] == "1");

  const auto recent = look.rows("recent_signals");
  REQUIRE(recent.size() == 5);
  CHECK(recent[0].at("strategy") == "b");
  CHECK(recent[0].at("price") == "100");
  CHECK(recent[4].at("asset") == "ETH");
  CHECK(recent[3].at("warmup") == "true");
  CHECK(recent[2].at("confidence") == "null");
}

TEST_CASE("orders: each once, with an execution or without, several to one signal") {
  TradingDatabase& database = empty_database();
  database.run(helpers() + R"(
    call signal(1, 'a', 'BTC', 'buy', 0.5, ago('30 s'));
    call signal(2, 'a', 'BTC', 'sell', 0.5, ago('20 s'));
    call purchase('first', 1, 'filled', 2, ago('29 s'));
    call purchase('second', 1, 'partially_filled', 1, ago('28 s'));
    call purchase('third', 1, 'rejected', 0, ago('27 s'));
    call purchase('sold', 2, 'cancelled', 0, ago('19 s'), 'SELL');
    call purchase('trial', 2, 'dry_run', 0, ago('18 s'), 'SELL', true);
    call purchase('filled trial', 2, 'filled', 2, ago('17 s'), 'SELL', true);
    call purchase('waiting', 2, 'pending', 0, ago('16 s'), 'SELL');
    call purchase('orphan', 99, 'filled', 2, ago('2 minutes'));
    call purchase('old', 99, 'rejected', 0, ago('2 hours'));
    update orders set quantity = 0 where order_id = 'old';
    call execution(1, 'a', 'buy', 101, '{"realized_pnl": 1.5}', ago('28 s'));
    call execution(1, 'a', 'buy', 101, '{"realized_pnl": 2.5}', ago('27 s'));)");
  Look look(database);

  const auto recent = look.rows("recent_orders");
  CHECK(recent.size() == 9);
  CHECK(recent.front().at("order_id") == "waiting");
  ShownRow first = look.row("recent_orders", "order_id", "first");
  CHECK(first["side"] == "buy");
  CHECK(first["fill_ratio"] == "1");
  CHECK(std::stod(first["delay_ms"]) == doctest::Approx(1'000));
  CHECK(first["realized_pnl"] == "null");
  ShownRow second = look.row("recent_orders", "order_id", "second");
  CHECK(second["fill_ratio"] == "0.5");
  CHECK(second["realized_pnl"] == "4");
  ShownRow third = look.row("recent_orders", "order_id", "third");
  CHECK(third["status"] == "rejected");
  CHECK(third["rejection_reason"] == "no balance");
  CHECK(third["realized_pnl"] == "null");
  CHECK(look.row("recent_orders", "order_id", "sold")["side"] == "sell");
  CHECK(look.row("recent_orders", "order_id", "trial")["dry_run"] == "true");
  ShownRow orphan = look.row("recent_orders", "order_id", "orphan");
  CHECK(orphan["delay_ms"] == "null");
  CHECK(orphan["strategy"] == "null");
  CHECK(look.row("recent_orders", "order_id", "old")["fill_ratio"] == "null");

  CHECK(look.rows("orders").size() == 6);
  ShownRow filled = look.row("orders", "status", "filled");
  CHECK(filled["count"] == "3");
  CHECK(filled["dry_runs"] == "1");
  CHECK(filled["fill_ratio"] == "1");
  CHECK(std::stod(filled["delay_ms"]) == doctest::Approx(2'000));
  CHECK(look.row("orders", "status", "rejected")["count"] == "1");
  CHECK(look.row("orders", "status", "dry_run")["count"] == "1");

  ShownRow flow = look.rows("order_flow").at(0);
  CHECK(flow["per_minute"] == "7");
  CHECK(flow["rejects"] == "1");
  CHECK(std::stod(flow["reject_ratio"]) == doctest::Approx(1.0 / 6));  // without the two trials
  CHECK(std::stod(flow["fill_ratio"]) == doctest::Approx((1 + 0.5 + 0 + 0 + 1) / 5));
  CHECK(std::stod(flow["delay_ms"]) == doctest::Approx(2'000));
  CHECK(std::stod(flow["delay_max_ms"]) == doctest::Approx(4'000));
}

TEST_CASE("executions: slippage is worse or better whichever side, and profits only where told") {
  TradingDatabase& database = empty_database();
  database.run(helpers() + R"(
    call execution(1, 'buys', 'buy', 101, '{"realized_pnl": 1.5}', ago('1 minute'));
    call execution(2, 'sells', 'sell', 101, '{"realized_pnl": -2}', ago('1 minute'));
    call execution(3, 'sells', 'sell', 98, '{"realized_pnl": 0.5}', ago('1 minute'));
    call execution(4, 'odd', 'buy', 100, '{}', ago('1 minute'));
    call execution(5, 'odd', 'buy', 100, '{"realized_pnl": null}', ago('1 minute'));
    call execution(6, 'odd', 'buy', 100, '{"realized_pnl": "12.5"}', ago('1 minute'));
    call execution(7, 'odd', 'buy', 100, '{"realized_pnl": {"value": 3}}', ago('1 minute'));
    call execution(8, 'odd', 'buy', 100, '[1, 2]', ago('1 minute'));
    call execution(9, 'silent', 'buy', 100, '{"realized_pnl": 7}', ago('2 hours'));)");
  Look look(database);
  CHECK(look.rows("executions").size() == 4);
  ShownRow buys = look.row("executions", "strategy", "buys");
  CHECK(buys["count"] == "1");
  CHECK(buys["fees"] == "0.25");
  CHECK(std::stod(buys["slippage"]) == doctest::Approx(0.01));
  CHECK(buys["realized_pnl"] == "1.5");
  ShownRow sells = look.row("executions", "strategy", "sells");
  CHECK(std::stod(sells["slippage"]) == doctest::Approx(0.005));  // 1 % better, 2 % worse
  CHECK(sells["realized_pnl"] == "-1.5");
  CHECK(sells["pnl_known"] == "2");
  ShownRow odd = look.row("executions", "strategy", "odd");
  CHECK(odd["count"] == "5");
  CHECK(odd["slippage"] == "0");
  CHECK(odd["realized_pnl"] == "null");
  CHECK(odd["pnl_known"] == "0");
  ShownRow silent = look.row("executions", "strategy", "silent");
  CHECK(silent["count"] == "0");
  CHECK(silent["fees"] == "0");
  CHECK(silent["slippage"] == "null");
  CHECK(silent["realized_pnl"] == "null");

  const auto recent = look.rows("recent_executions");
  CHECK(recent.size() == 9);
  CHECK(std::count_if(recent.begin(), recent.end(),
                      [](const ShownRow& row) { return row.at("realized_pnl") == "null"; }) == 5);
  ShownRow sold = look.row("recent_executions", "realized_pnl", "-2");
  CHECK(std::stod(sold["slippage"]) == doctest::Approx(-0.01));
}

TEST_CASE("models: what each strategy works with, and each version active or not") {
  TradingDatabase& database = empty_database();
  database.run(helpers() + R"(
    insert into model_versions (version, file_path, model_type, strategy_id, trained_at,
                                training_duration_seconds, is_active, is_warmup_mode) values
      ('v1', '/m', 'xgboost', 'a', ago('2 hours'), 40, false, false),
      ('v1.2', '/m', 'xgboost', 'a', ago('1 hour'), 41, true, true),
      ('v1.3', '/m', 'xgboost', 'a', ago('1 minute'), null, false, false),
      ('v2', '/m', 'linear', 'b', ago('3 hours'), 42, false, false),
      ('v3', '/m', 'linear', null, ago('4 hours'), 43, true, false),
      ('v4', '/m', 'linear', null, ago('5 hours'), 44, true, false);)");
  Look look(database);
  CHECK(look.rows("models").size() == 3);
  ShownRow a = look.row("models", "strategy", "a");
  CHECK(a["active"] == "true");
  CHECK(a["version"] == "v1.2");
  CHECK(a["warmup"] == "true");
  CHECK(a["training_s"] == "41");
  CHECK(std::stod(a["trained_ago_s"]) == doctest::Approx(3'600).epsilon(0.05));
  ShownRow b = look.row("models", "strategy", "b");
  CHECK(b["active"] == "false");
  CHECK(b["version"] == "null");
  CHECK(b["trained_ago_s"] == "null");
  CHECK(look.row("models", "strategy", "none")["version"] == "v3");

  CHECK(look.rows("model_version").size() == 6);
  CHECK(look.row("model_version", "version", "v1")["active"] == "false");
  CHECK(look.row("model_version", "version", "v1.2")["active"] == "true");
  CHECK(look.row("model_version", "version", "v3")["strategy"] == "none");
}

TEST_CASE("quality: the latest value of each metric of the models that are active") {
  TradingDatabase& database = empty_database();
  database.run(helpers() + R"(
    insert into model_versions (id, version, file_path, model_type, strategy_id, trained_at,
                                is_active) values
      (id(1), 'v1', '/m', 'x', 'a', ago('2 hours'), true),
      (id(2), 'v2', '/m', 'x', 'a', ago('1 hour'), false);
    insert into model_quality_metrics (model_version_id, metric_name, metric_value, metric_type,
                                       evaluated_at) values
      (id(1), 'accuracy', 0.6, 'classification', ago('1 hour')),
      (id(1), 'accuracy', 0.7, 'classification', ago('1 minute')),
      (id(1), 'accuracy', 0.5, 'classification', ago('2 hours')),
      (id(1), 'sharpe', 1.5, 'trading_performance', ago('1 hour')),
      (id(1), 'worst', 'NaN', 'regression', ago('1 hour')),
      (id(2), 'accuracy', 0.9, 'classification', ago('1 minute'));)");
  Look look(database);
  CHECK(look.rows("model_quality").size() == 3);
  ShownRow accuracy = look.row("model_quality", "metric", "accuracy");
  CHECK(accuracy["value"] == "0.7");
  CHECK(accuracy["version"] == "v1");
  CHECK(accuracy["metric_type"] == "classification");
  CHECK(look.row("model_quality", "metric", "sharpe")["value"] == "1.5");
  CHECK(look.row("model_quality", "metric", "worst")["value"] == "null");
}

TEST_CASE("subscriptions: by topic, whoever asked, and no age where nothing ever came") {
  TradingDatabase& database = empty_database();
  database.run(helpers() + R"(
    insert into subscriptions (channel_type, topic, requesting_service, is_active, last_event_at)
    values ('trades', 'trades.BTC', 'model-service', true, ago('1 minute')),
           ('trades', 'trades.BTC', 'feature-service', true, ago('10 s')),
           ('ticker', 'tickers.ETH', 'model-service', false, ago('1 hour')),
           ('kline', 'kline.1.XRP', 'model-service', true, null);)");
  Look look(database);
  CHECK(look.rows("subscriptions").size() == 3);
  ShownRow btc = look.row("subscriptions", "topic", "trades.BTC");
  CHECK(btc["active"] == "true");
  CHECK(btc["subscribers"] == "2");
  CHECK(std::stod(btc["last_event_ago_s"]) == doctest::Approx(10).epsilon(0.5));
  ShownRow off = look.row("subscriptions", "topic", "tickers.ETH");
  CHECK(off["active"] == "false");
  CHECK(off["subscribers"] == "0");
  ShownRow quiet = look.row("subscriptions", "topic", "kline.1.XRP");
  CHECK(quiet["active"] == "true");
  CHECK(quiet["last_event_at"] == "null");
  CHECK(quiet["last_event_ago_s"] == "null");
}

TEST_CASE("signals, orders with what becomes of them, executions and trainings are events") {
  TradingDatabase& database = empty_database();
  database.run(helpers() + R"(
    call signal(1, 'a', 'BTC', 'buy', null, ago('10 s'));
    call purchase('o1', 1, 'pending', 0, ago('9 s'));
    call purchase('o2', 1, 'rejected', 0, ago('8 s'), 'SELL');
    call execution(1, 'a', 'buy', 101.5, '{"realized_pnl": 1.5}', ago('7 s'));
    insert into model_versions (version, file_path, model_type, strategy_id, trained_at)
    values ('v1.2', '/m', 'xgboost', 'a', ago('6 s'));)");
  EventWatch watch(database.settings());
  watch.gather();
  const auto find = [&watch](const std::string& message) {
    const auto found =
        std::find_if(watch.events.begin(), watch.events.end(),
                     [&](const ShownEvent& event) { return event.message == message; });
    REQUIRE_MESSAGE(found != watch.events.end(), message);
    return *found;
  };
  CHECK(watch.events.size() == 5);
  CHECK(find("buy BTC at 100").type == "signal");
  CHECK(find("buy BTC at 100").service == "model-service");
  CHECK(find("buy 2 BTC pending").type == "order");
  CHECK(find("buy 2 BTC pending").severity == LIVETAP_INFO);
  CHECK(find("sell 2 BTC rejected: no balance").severity == LIVETAP_WARNING);
  CHECK(find("sell 2 BTC rejected: no balance").service == "order-manager");
  CHECK(find("buy 2 BTC at 101.5").type == "execution");
  CHECK(find("buy 2 BTC at 101.5").attributes.find(R"("performance":{"realized_pnl": 1.5})") !=
        std::string::npos);
  CHECK(find("model v1.2 trained for a").type == "training");

  database.run("update orders set status = 'filled', filled_quantity = 2 where order_id = 'o1'");
  watch.gather_times(2);
  CHECK(watch.events.size() == 6);
  CHECK(find("buy 2 BTC filled").attributes.find(R"("status":"filled")") != std::string::npos);
}
