#include <spdlog/spdlog.h>

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <functional>

#include "agent/run/cli.hpp"
#include "agent/run/running_agent.hpp"

namespace livetap {

int run_until_signal(CheckedConfig checked, StateDir state) {
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
        spdlog::warn("SIGHUP: this version does not reload; restart the agent");
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
  agent.start();
  io.run();
  spdlog::info("{} has stopped", name);
  return exit_ok;
}

}  // namespace livetap
