#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "agent/config/config.hpp"
#include "agent/model/gather.hpp"
#include "agent/run/pipeline.hpp"
#include "agent/run/probe_status.hpp"
#include "agent/web/panel_verdict.hpp"
#include "agent/web/web.hpp"
#include "agent/worker/fleet.hpp"

namespace livetap {

/// What the running agent shows of itself: feeds the status page, and answers it how everything
/// fares. Event loop thread.
class AgentPage {
 public:
  /// Read whenever somebody asks; all must outlive the page.
  struct Parts {
    const Config& config;
    const Fleet& fleet;
    const Pipeline& pipeline;
    const ProbeStatus& probes;
    WindowArchive& earlier;  ///< the charts of the last run
    std::function<std::vector<web::SinkCard>()> sinks;
    std::function<void(std::function<void(web::ReloadOutcome)>)> reload;
  };

  AgentPage(boost::asio::io_context& io, const HttpConfig& http, Parts parts);

  /// Returns the address of the page.
  Result<std::string> listen() { return web_.listen(); }
  void close() { web_.close(); }

  /// See Board::save.
  bool save(WindowArchive& archive, std::size_t part) { return web_.board().save(archive, part); }

  /// The measurements of a probe; those that it had and has no more go. A probe may have the name
  /// of the agent, whose own measurements stay.
  void set_probe(const std::string& probe, Milliseconds interval, const Schema& schema);
  void set_measurement(const std::string& probe, Milliseconds interval, const Measurement& shape);
  /// Takes away every probe that is not among the names; the agent's own measurements stay.
  void keep_probes(const std::vector<std::string>& names);

  /// `snapshot`: nullptr when the measurement has no shape yet.
  void gathered(const std::string& measurement, const Gather& gather, const Snapshot* snapshot);
  void happened(const Event& event) { web_.board().add(event); }
  /// What the last reload left undone.
  void set_notes(std::vector<std::string> notes);

 private:
  struct Known {
    WallTime time{};
    web::Judgement judgement;
  };

  web::Status status();
  web::ProbeCard probe_card(std::size_t index);
  web::MeasurementCard measurement_card(std::size_t probe, std::uint32_t index,
                                        const std::string& name);
  const web::Judgement& judgement_of(const std::string& measurement);

  Parts parts_;
  web::Web web_;
  SteadyTime started_;
  std::map<std::string, Known> judged_;
  std::map<std::string, bool> failing_;
  std::vector<std::string> notes_;
};

}  // namespace livetap
