#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/model/secret_mask.hpp"
#include "agent/worker/fleet.hpp"
#include "agent/worker/line_rate.hpp"
#include "agent/worker/supervisor.hpp"
#include "agent/worker/worker_process.hpp"

namespace livetap::worker {

/// One probe: carries out what its supervisor decides, and checks what its worker says before
/// anybody hears of it. Event loop thread.
class ProbeRunner : public std::enable_shared_from_this<ProbeRunner> {
 public:
  struct Mode {
    bool once = false;
    SteadyTime anchor{};  ///< of the schedule, common to all probes
  };

  ProbeRunner(boost::asio::io_context& io, const FleetOptions& options, ProbeSpec spec,
              std::shared_ptr<const FleetEvents> events, std::size_t index, Mode mode);
  ProbeRunner(const ProbeRunner&) = delete;
  ProbeRunner& operator=(const ProbeRunner&) = delete;

  /// `ended`: no process is left; after stop(), or after the one round.
  void begin(std::function<void()> ended);
  void stop();
  /// Nobody hears of it any more.
  void fall_silent();
  /// Drops the process, and all that would call back.
  void abandon();

  void set_index(std::size_t index) { index_ = index; }
  const ProbeSpec& spec() const { return spec_; }
  const Schema* schema() const { return schema_ ? &*schema_ : nullptr; }
  ProbeState state() const;

 private:
  void step(const SupervisorEvent& event);
  void rearm();

  void perform(const SpawnWorker&);
  void perform(const SendCollect& action);
  void perform(const SendCancel& action);
  void perform(const SendStop&);
  void perform(const KillWorker&);
  void perform(const FailGather& action);
  void perform(const ReportCollect& action);
  void perform(const Warn& action);
  void perform(const Ended&);

  ProcessEvents process_events();
  void hear(Ready&& message);
  void hear(Failed&& message);
  void hear(Gathered&& message);
  void hear(Declared&& message);
  void hear(Collected&& message);
  void hear(Status&& message);
  void hear(Log&& message);
  void hear(Alive&&);
  template <class Other>
  void hear(Other&&);

  bool of_known_shape(Gather& gather);
  void deliver(Gather&& gather);
  void commit(Commit&& commit);
  void log(Severity severity, std::string_view text);

  const FleetOptions options_;
  ProbeSpec spec_;
  std::shared_ptr<const FleetEvents> events_;
  std::size_t index_;
  SecretMask mask_;
  Supervisor supervisor_;
  boost::asio::io_context& io_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<WorkerProcess> process_;
  std::function<void()> ended_;
  std::optional<Schema> schema_;
  std::size_t rows_ = 0;  // of the collect that runs
  std::string health_;
  LineRate line_rate_;
};

}  // namespace livetap::worker
