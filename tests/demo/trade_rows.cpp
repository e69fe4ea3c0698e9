#include "tests/demo/trade_rows.hpp"

#include <spdlog/fmt/fmt.h>

#include <pqxx/pqxx>

namespace livetap::standin {
namespace {

using Work = pqxx::transaction_base;

std::string text(Work& work, const std::string& value) {
  return value.empty() ? "null" : work.quote(value);
}

std::string number(double value) {
  return fmt::format("{:.8f}", value);
}

std::string time(Time value) {
  return "'" + sql_time(value) + "'";
}

// A list of rows of one table; nothing is sent for an empty one.
class Rows {
 public:
  explicit Rows(std::string head) : head_(std::move(head)) {}
  void add(const std::string& row) { rows_ += (rows_.empty() ? "" : ",\n") + row; }
  void send(Work& work) const {
    if (!rows_.empty()) work.exec(head_ + " values " + rows_);
  }

 private:
  std::string head_;
  std::string rows_;
};

Rows signal_rows() {
  return Rows(
      "insert into trading_signals (signal_id, strategy_id, asset, side, price, confidence, "
      "timestamp, model_version, is_warmup, market_data_snapshot, metadata, trace_id, created_at)");
}

std::string signal_row(Work& work, const Signal& s) {
  return fmt::format(
      "('{}', {}, {}, '{}', {}, {}, {}, {}, {}, '{{\"price\": {}, \"spread\": 0.0004}}', "
      "'{{\"source\": \"stand-in\"}}', '{}', {})",
      s.signal_id, work.quote(s.strategy_id), work.quote(s.asset), s.buy ? "buy" : "sell",
      number(s.price), s.confidence ? fmt::format("{:.4f}", *s.confidence) : "null",
      time(s.timestamp), text(work, s.model_version), s.is_warmup, number(s.price), s.trace_id,
      time(s.timestamp + std::chrono::milliseconds(3)));
}

Rows order_rows() {
  return Rows(
      "insert into orders (order_id, signal_id, asset, side, order_type, quantity, price, status, "
      "filled_quantity, average_price, fees, created_at, updated_at, executed_at, trace_id, "
      "is_dry_run, rejection_reason)");
}

std::string order_row(Work& work, const TradeStory& story, const Order& o) {
  const Signal& s = story.signal;
  const bool filled = has_execution(o);
  return fmt::format(
      "({}, '{}', {}, '{}', '{}', {}, {}, '{}', {}, {}, {}, {}, {}, {}, '{}', {}, {})",
      work.quote(o.order_id), s.signal_id, work.quote(s.asset), s.buy ? "Buy" : "SELL",
      o.order_type, number(o.quantity), o.order_type == "Limit" ? number(s.price) : "null",
      o.status, number(o.filled_quantity), filled ? number(o.average_price) : "null",
      filled ? number(o.fees) : "null", time(o.created_at), time(o.updated_at),
      filled ? time(o.updated_at) : "null", s.trace_id, o.status == "dry_run",
      text(work, o.rejection_reason));
}

Rows execution_rows() {
  return Rows(
      "insert into execution_events (signal_id, strategy_id, asset, side, execution_price, "
      "execution_quantity, execution_fees, executed_at, signal_price, signal_timestamp, "
      "performance, created_at)");
}

std::string execution_row(Work& work, const TradeStory& story, const Order& o, Dice& dice) {
  const Signal& s = story.signal;
  return fmt::format("('{}', {}, {}, '{}', {}, {}, {}, {}, {}, {}, {}, {})", s.signal_id,
                     work.quote(s.strategy_id), work.quote(s.asset), s.buy ? "buy" : "sell",
                     number(o.average_price), number(o.filled_quantity), number(o.fees),
                     time(o.updated_at), number(s.price), time(s.timestamp),
                     work.quote(performance_json(story, o, dice)),
                     time(o.updated_at + std::chrono::milliseconds(5)));
}

}  // namespace

void insert_whole(Work& work, std::span<const TradeStory> stories, Dice& dice) {
  Rows signals = signal_rows();
  Rows orders = order_rows();
  Rows executions = execution_rows();
  for (const auto& story : stories) {
    signals.add(signal_row(work, story.signal));
    for (const auto& order : story.orders) {
      orders.add(order_row(work, story, order));
      if (has_execution(order)) executions.add(execution_row(work, story, order, dice));
    }
  }
  signals.send(work);
  orders.send(work);
  executions.send(work);
}

void insert_signal(Work& work, const TradeStory& story) {
  Rows rows = signal_rows();
  rows.add(signal_row(work, story.signal));
  rows.send(work);
}

void insert_pending(Work& work, const TradeStory& story, const Order& order) {
  Order fresh = order;
  fresh.status = "pending";
  fresh.filled_quantity = 0;
  fresh.updated_at = order.created_at;
  fresh.rejection_reason.clear();
  Rows rows = order_rows();
  rows.add(order_row(work, story, fresh));
  rows.send(work);
}

void finish_order(Work& work, const TradeStory& story, const Order& o, Dice& dice) {
  const bool filled = has_execution(o);
  work.exec(fmt::format(
      "update orders set status = '{}', filled_quantity = {}, average_price = {}, fees = {}, "
      "updated_at = {}, executed_at = {}, is_dry_run = {}, rejection_reason = {} "
      "where order_id = {}",
      o.status, number(o.filled_quantity), filled ? number(o.average_price) : "null",
      filled ? number(o.fees) : "null", time(o.updated_at), filled ? time(o.updated_at) : "null",
      o.status == "dry_run", text(work, o.rejection_reason), work.quote(o.order_id)));
  if (!filled) return;
  Rows rows = execution_rows();
  rows.add(execution_row(work, story, o, dice));
  rows.send(work);
}

}  // namespace livetap::standin
