#include "tests/demo/options.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <random>

#include "tests/demo/services.hpp"

namespace livetap::standin {
namespace {

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

Options parse_options(int argc, char** argv) {
  Options options;
  TradingOptions trading;
  trading.seed = std::random_device{}();
  QueueOptions queues;
  queues.server.port = 0;
  long training_seconds = trading.training_interval.count();

  CLI::App app("A stand-in for the trading platform: rows, queues, health answers, a stream.");
  app.add_option("--database", trading.database,
                 "postgresql://USER@HOST:PORT/DATABASE holding schema.sql; password in PGPASSWORD");
  app.add_option("--rate", trading.rate, "signals per second")
      ->check(CLI::Range(0.001, 1000.0))
      ->capture_default_str();
  app.add_option("--history", trading.history, "signals of the last day, when there are none")
      ->check(CLI::Range(0, 2'000'000))
      ->capture_default_str();
  app.add_option("--training-interval", training_seconds, "seconds between two trainings")
      ->check(CLI::Range(1L, 86400L))
      ->capture_default_str();
  app.add_option("--seed", trading.seed, "the same seed gives the same data");
  app.add_option("--amqp-host", queues.server.host, "where RabbitMQ is")->capture_default_str();
  app.add_option("--amqp-port", queues.server.port,
                 "RabbitMQ's port; password in LIVETAP_STANDIN_AMQP_PASSWORD");
  app.add_option("--amqp-user", queues.server.user, "RabbitMQ's user")->capture_default_str();
  app.add_option("--message-rate", queues.rate, "queue messages per second")
      ->check(CLI::Range(0.1, 10000.0))
      ->capture_default_str();
  app.add_option("--stream-rate", options.stream_rate, "stream messages per second")
      ->check(CLI::Range(0.1, 10000.0))
      ->capture_default_str();
  app.add_option("--listen", options.listen, "address of the services, the stream and /control")
      ->capture_default_str();
  app.add_option("--control-port", options.control_port, "port of /control; 0: any")
      ->capture_default_str();
  for (const auto& service : kServices) {
    auto& port = options.ports[std::string(service.name)];
    port = service.port;
    app.add_option("--" + std::string(service.name) + "-port", port, "its port; 0: any")
        ->capture_default_str();
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error) == 0 ? 0 : 2);
  }

  trading.training_interval = std::chrono::seconds(training_seconds);
  queues.server.password = from_environment("LIVETAP_STANDIN_AMQP_PASSWORD");
  options.api_key = from_environment("LIVETAP_STANDIN_API_KEY");
  if (!trading.database.empty()) options.trading = trading;
  if (queues.server.port != 0) options.queues = queues;
  return options;
}

}  // namespace livetap::standin
