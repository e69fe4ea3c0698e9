#pragma once

#include <optional>
#include <string>

#include "agent/shipper/agent_link.hpp"
#include "agent/shipper/failing_tables.hpp"
#include "agent/shipper/history_store.hpp"
#include "agent/shipper/journal_sources.hpp"
#include "agent/shipper/ship_account.hpp"
#include "agent/shipper/ship_wire.hpp"
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

  /// Rows to ship: those of a run behind its position, or of one measurement that waited.
  struct Work {
    const RunState* run = nullptr;
    std::string measurement = {};
  };

  void begin(Orders&& orders);
  bool turn();
  bool read_journal();
  bool connect();
  bool beat();
  std::optional<Work> next_work();
  bool ship(const Work& work);
  bool read(const Work& work, BatchSource& source);
  journal::JournalQuery query(std::int64_t after, std::int64_t up_to) const;
  std::optional<journal::JournalFault> read_new(const RunState& run, BatchSource& source);
  std::optional<journal::JournalFault> read_waiting(const Work& work, BatchSource& source);
  BatchRules rules(const Work& work) const;
  void shipped(const Batch& batch);
  bool maintain();
  bool kept(std::optional<Failure> failure, std::optional<Error>& where);
  bool not_shipped(const Work& work, const Batch& batch, const Failure& failure);
  void split(const Work& work, const Batch& batch, const Failure& failure);
  bool failed(const Failure& failure);
  void report(bool always);
  std::vector<Warning> warnings() const;

  AgentLink link_;
  std::string agent_;
  std::optional<JournalSources> journal_;
  std::optional<Session> session_;
  std::optional<HistoryStore> store_;
  ShipAccount account_;
  FailingTables failing_;
  Report report_;
  Report said_;
  SteadyTime said_at_{};

  net::RetrySchedule retry_;
  SteadyTime next_try_{};
  bool connected_ = false;
  std::optional<Error> ship_error_;  ///< why all rows wait
  // What keeps maintenance from its end.
  std::optional<Error> look_error_;
  std::optional<Error> days_error_;
  std::optional<Error> rollup_error_;
  std::optional<Error> beat_error_;
  std::size_t most_rows_;     ///< of a batch; fewer while rows are sought that the database refuses
  bool events_turn_ = false;  // whose row is next when rows are sought; changes with each batch
  bool waiting_turn_ = false;     // whether rows that waited come before new ones
  bool waits_for_clock_ = false;  // until the clocks are looked at again
  SteadyTime next_beat_{};
  SteadyTime next_look_{};
  SteadyTime next_rollup_{};
  SteadyTime next_days_{};
};

}  // namespace livetap::shipper
