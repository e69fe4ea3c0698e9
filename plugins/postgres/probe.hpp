#pragma once
#include <livetap/probe.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugins/postgres/connection.hpp"
#include "plugins/postgres/events/events.hpp"
#include "plugins/postgres/query_reader.hpp"
#include "plugins/postgres/rhythm.hpp"
#include "plugins/postgres/server_health.hpp"

namespace livetap::postgres {

/// Runs SQL over one connection and gives its rows as measurements and events. Read in this order:
/// collect(), rhythm.hpp (who may take how long), connection.hpp, query_reader.hpp, then
/// events/events.hpp.
class PostgresProbe {
 public:
  static constexpr sdk::ProbeInfo info{.id = "postgres",
                                       .summary = "Runs SQL on PostgreSQL and shows the rows.",
                                       .version = "0.1.0"};
  static sdk::SettingList settings();

  PostgresProbe(const sdk::Settings& settings, sdk::Host& host);

  const sdk::Schema& schema() const { return schema_; }
  void collect(sdk::Collect& call);

 private:
  struct Gather;

  // Queries are numbered through: first those of measurements, then those of events.
  bool is_events(std::size_t index) const { return index >= queries_.size(); }
  const std::string& sql_of(std::size_t index) const;

  std::vector<std::size_t> due_queries(const sdk::Collect& call);
  std::optional<Failure> gather_all(Gather& gather);
  std::optional<Failure> connect(Gather& gather);
  std::optional<Failure> reconnect(Gather& gather);
  std::optional<Failure> gather_server(Gather& gather);
  std::optional<Failure> gather_query(Gather& gather, std::size_t index,
                                      const std::vector<std::size_t>& waiting);
  std::optional<Failure> run_query(Gather& gather, std::size_t index, const Rhythm::Turn& turn,
                                   const std::vector<std::size_t>& waiting);
  std::optional<Failure> run_events(Gather& gather, std::size_t index, const Rhythm::Turn& turn,
                                    const std::vector<std::size_t>& waiting);
  std::optional<Failure> run(Gather& gather, const std::string& sql, const Parameters& parameters,
                             Rhythm::Span answer, Rhythm::Span lock, Rhythm::Span patience,
                             RowReader& reader);
  void explain_lock(Gather& gather, std::size_t index, Failure& failure);
  void close_query(Gather& gather, std::size_t index, const std::optional<Failure>& failure,
                   Rhythm::Span took);
  void report_down(Gather& gather, const Failure& failure);

  sdk::Schema schema_;
  ServerHealth health_;
  std::vector<std::unique_ptr<QueryReader>> queries_;
  std::vector<ServerHealth::Run> runs_;  // of each query, the last
  std::optional<Events> events_;
  Connection connection_;
  std::optional<Rhythm> rhythm_;
};

}  // namespace livetap::postgres
