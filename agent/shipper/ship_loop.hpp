#pragma once

#include <optional>
#include <string>

#include "agent/journal/journal_reader.hpp"
#include "agent/shipper/history_store.hpp"
#include "agent/shipper/ship_account.hpp"
#include "agent/shipper/ship_wire.hpp"
#include "agent/worker/wire.hpp"
#include "net/retry_schedule.hpp"

namespace livetap::shipper {

/// What the shipper's process does, from the agent's orders to its end: reads the journal, ships
/// what is new, keeps minutes, hours and days, and says how it goes. One thread; every wait has an
/// end, and the agent hears of us each second or takes us for hung.
class ShipLoop {
 public:
  /// `fd`: the socket to the agent.
  explicit ShipLoop(int fd);

  /// Until the agent ends it, or goes. The exit status.
  int run();

 private:
  using SteadyTime = livetap::SteadyTime;

  bool await_orders(Orders& orders);
  bool listen(Milliseconds at_most);
  void begin(Orders&& orders);
  bool turn();
  bool read_journal();
  bool connect();
  bool ship();
  bool read(const RunState& run, BatchSource& source);
  void shipped(const Batch& batch);
  bool tend();
  void split(const Batch& batch, const Failure& failure);
  bool failed(const Failure& failure, std::optional<Error>& where);
  void report(bool always);
  void send(const worker::Message& message);

  int fd_;
  worker::FrameBuffer frames_;
  bool over_ = false;

  std::string agent_;
  std::optional<journal::JournalReader> reader_;
  std::optional<Session> session_;
  std::optional<HistoryStore> store_;
  ShipAccount account_;
  Report report_;
  Report said_;
  SteadyTime said_at_{};

  net::RetrySchedule retry_;
  SteadyTime next_try_{};
  bool connected_ = false;
  std::optional<Error> ship_error_;  ///< why rows wait
  std::optional<Error> tend_error_;  ///< why minutes, hours or days are not kept
  std::size_t most_rows_;     ///< of a batch; fewer while rows are sought that the database refuses
  bool events_turn_ = false;  // whose row is next when rows are sought; changes with each batch
  SteadyTime next_rollup_{};
  SteadyTime next_days_{};
  bool days_known_ = false;
};

}  // namespace livetap::shipper
