// livetap-standin: plays the trading platform that Livetap watches. README.md tells how to use it.
#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

#include "tests/demo/options.hpp"
#include "tests/demo/pause.hpp"
#include "tests/demo/service_server.hpp"
#include "tests/demo/services.hpp"
#include "tests/demo/utc.hpp"

namespace {

using namespace livetap::standin;
using namespace std::chrono_literals;

constexpr auto kPatienceAtEnd = 1500ms;

std::vector<std::unique_ptr<ServiceServer>> open_ports(boost::asio::io_context& loop,
                                                       const Options& options, Platform& platform) {
  std::vector<std::unique_ptr<ServiceServer>> servers;
  const auto open = [&](const std::string& name, std::uint16_t port) {
    servers.push_back(std::make_unique<ServiceServer>(loop, name, options.listen, port, platform));
    std::printf("%s %u\n", name.c_str(), unsigned{servers.back()->port()});
  };
  open("control", options.control_port);
  for (const auto& service : kServices) {
    open(std::string(service.name), options.ports.at(std::string(service.name)));
  }
  std::printf("ready\n");
  std::fflush(stdout);
  return servers;
}

void play(const Options& options, const sigset_t& ending) {
  Platform platform;
  platform.api_key = options.api_key;
  platform.stream_rate = options.stream_rate;
  // What is not asked for is nobody's trouble.
  platform.status.database_connected = !options.trading;
  platform.status.queue_connected = !options.queues;

  platform.status.stream_connected_ms = unix_ms(now());

  boost::asio::io_context loop(1);
  auto servers = open_ports(loop, options, platform);
  std::vector<std::jthread> threads;
  if (options.trading) {
    threads.emplace_back([&](std::stop_token stop) {
      run_trading(std::move(stop), *options.trading, platform.faults, platform.status);
    });
  }
  if (options.queues) {
    threads.emplace_back([&](std::stop_token stop) {
      run_publisher(std::move(stop), *options.queues, platform.status);
    });
    threads.emplace_back([&](std::stop_token stop) {
      run_consumer(std::move(stop), *options.queues, platform.faults);
    });
  }
  std::jthread http([&loop] { loop.run(); });

  int signal = 0;
  ::sigwait(&ending, &signal);
  loop.stop();
  for (auto& thread : threads) thread.request_stop();
  // Connecting to a frozen server is the one call that nothing interrupts.
  std::jthread impatience([](std::stop_token done) {
    if (pause(std::move(done), kPatienceAtEnd)) std::_Exit(0);
  });
  threads.clear();
  http.join();
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse_options(argc, argv);
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "stand-in", std::make_shared<spdlog::sinks::stderr_sink_mt>()));
  // Blocked before any thread starts, taken by sigwait.
  sigset_t ending;
  ::sigemptyset(&ending);
  ::sigaddset(&ending, SIGINT);
  ::sigaddset(&ending, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  try {
    play(options, ending);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "livetap-standin: %s\n", error.what());
    return 1;
  }
  return 0;
}
