#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/config/config.hpp"
#include "agent/model/rows.hpp"
#include "agent/run/event_keeper.hpp"
#include "agent/run/pipeline.hpp"
#include "agent/run/sink_watch.hpp"
#include "agent/shipper/shipper.hpp"
#include "agent/sink/live_sink.hpp"
#include "agent/web/status.hpp"

namespace livetap {

/// Where all that is measured goes: Grafana Live, where the config has one, the journal, and the
/// history, where the config has one. Event loop thread.
class AgentSinks {
 public:
  AgentSinks(boost::asio::io_context& io, const Config& config,
             const std::filesystem::path& state_dir);

  /// Takes messages for Grafana Live. Empty when nothing does; then no views need be made.
  Pipeline::Push push();
  EventKeeper& events() { return events_; }

  void start_live();
  /// To be called when the journal is open.
  void start_history();

  /// The rows of the measurement `livetap` at this moment.
  RowBlock rows() const;
  std::vector<web::SinkCard> cards() const;
  /// Tells what the sinks warn of now.
  void warn(SinkWatch& watch, const Moment& now) const;
  /// What keeps the history from being written, and the likely cure.
  std::optional<std::string> history_trouble() const;

  /// What is not shipped by then is in the journal.
  void stop_history();
  /// Lets the others send and write what is queued; `done` comes within 1.5 s.
  void stop(std::function<void()> done);

 private:
  std::unique_ptr<sink::LiveSink> live_;  // nothing without a Grafana
  EventKeeper events_;
  std::unique_ptr<shipper::Shipper> history_;  // nothing without a history
};

}  // namespace livetap
