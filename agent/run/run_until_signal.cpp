#include <spdlog/spdlog.h>

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <functional>

#include "agent/run/cli.hpp"
#include "agent/run/running_agent.hpp"

namespace livetap {

int run_until_signal(CheckedConfig checked, StateDir state, bool watch_config) {
  // A peer that goes away is an error of that write, not the end of the agent; so is a file that
  // may grow no more.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  boost::asio::io_context io(1);
  const auto name = checked.config.agent.name;
  const auto probes = checked.specs.size();
  RunningAgent agent(io, std::move(checked), std::move(state));

  boost::asio::signal_set ends(io, SIGTERM, SIGINT);
  boost::asio::signal_set reloads(io, SIGHUP);
  std::function<void()> await_reload = [&] {
    reloads.async_wait([&](const boost::system::error_code& cancelled, int) {
      if (!cancelled) {
        agent.reload("SIGHUP");
        await_reload();
      }
    });
  };
  await_reload();
  ends.async_wait([&](const boost::system::error_code& cancelled, int signal) {
    if (!cancelled) {
      spdlog::info("{}: stopping", strsignal(signal));
      agent.stop([&io] { io.stop(); });
    }
  });

  spdlog::info("{} runs {} probes", name, probes);
  if (const auto started = agent.start(); started.has_error()) {
    const auto& error = started.error();
    spdlog::critical("{} -> {}", error.message, error.hint);
    return exit_fail;
  }
  if (watch_config) {
    agent.watch_config();
  }
  io.run();
  spdlog::info("{} has stopped", name);
  return exit_ok;
}

}  // namespace livetap
