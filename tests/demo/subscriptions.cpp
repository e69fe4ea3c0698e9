#include "tests/demo/subscriptions.hpp"

#include <spdlog/fmt/fmt.h>

#include <pqxx/pqxx>

namespace livetap::standin {
namespace {

std::string row(const char* channel, const std::string& symbol, const char* service,
                const std::string& when) {
  const std::string name = symbol.empty() ? "null" : "'" + symbol + "'";
  const std::string topic = symbol.empty() ? channel : fmt::format("{}.{}", channel, symbol);
  return fmt::format("('{}', {}, '{}', '{}', true, '{}', '{}', '{}')", channel, name, topic,
                     service, when, when, when);
}

}  // namespace

void insert_subscriptions(pqxx::transaction_base& work, const Market& market, Time at) {
  const std::string when = sql_time(at);
  std::string rows = row("order", "", "order-manager", when) + ",\n" +
                     row("balance", "", "position-manager", when) + ",\n" +
                     row("position", "", "position-manager", when);
  for (const auto& asset : market.assets()) {
    rows += ",\n" + row("trades", asset.symbol, "feature-service", when) + ",\n" +
            row("ticker", asset.symbol, "model-service", when) + ",\n" +
            row("orderbook", asset.symbol, "feature-service", when);
  }
  work.exec(
      "insert into subscriptions (channel_type, symbol, topic, requesting_service, is_active, "
      "created_at, updated_at, last_event_at) values " +
      rows);
}

int touch_subscriptions(pqxx::transaction_base& work, Time at) {
  return static_cast<int>(
      work.exec("update subscriptions set last_event_at = '" + sql_time(at) + "' where is_active")
          .affected_rows());
}

int count_active_subscriptions(pqxx::transaction_base& work) {
  return work.exec1("select count(*) from subscriptions where is_active")[0].as<int>();
}

void toggle_subscription(pqxx::transaction_base& work, Time at) {
  work.exec("update subscriptions set is_active = not is_active, updated_at = '" + sql_time(at) +
            "' where id = (select id from subscriptions order by random() limit 1)");
}

}  // namespace livetap::standin
