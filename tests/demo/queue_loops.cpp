#include "tests/demo/queue_loops.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <functional>
#include <iterator>

#include "tests/demo/pause.hpp"
#include "tests/demo/utc.hpp"

namespace livetap::standin {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kQueues[] = {"ws-gateway.trades",
                                        "ws-gateway.ticker",
                                        "ws-gateway.order",
                                        "model-service.trading_signals",
                                        "order-manager.order_events",
                                        "position-manager.position_updated",
                                        "features.live"};
constexpr auto kReconnectPause = 500ms;
constexpr int kPrefetch = 50;

void declare_all(AmqpConnection& connection) {
  for (const auto queue : kQueues) connection.declare_queue(queue);
}

// One session after the other; tells of the first failure in a row and of the recovery.
void again_and_again(std::stop_token stop, const char* who, Status* status,
                     const std::function<void(const std::function<void()>& connected)>& session) {
  bool complained = false;
  const auto connected = [&] {
    complained = false;
    if (status != nullptr) status->queue_connected = true;
    spdlog::info("{}: connected", who);
  };
  while (!stop.stop_requested()) {
    try {
      session(connected);
    } catch (const std::exception& error) {
      if (!complained && !stop.stop_requested()) {
        spdlog::warn("{}: {}; trying again", who, error.what());
      }
      complained = true;
    }
    if (status != nullptr) status->queue_connected = false;
    pause(stop, kReconnectPause);
  }
}

std::string message(std::uint64_t number) {
  return fmt::format(R"({{"sequence": {}, "ts": {}}})", number, unix_ms(now()));
}

}  // namespace

void run_publisher(std::stop_token stop, const QueueOptions& options, Status& status) {
  SocketWatch watch;
  const std::stop_callback on_stop(stop, [&watch] { watch.stop(); });
  const std::chrono::microseconds gap(static_cast<long>(1e6 / options.rate));
  std::uint64_t number = 0;
  again_and_again(stop, "publisher", &status, [&](const auto& connected) {
    AmqpConnection connection(options.server, watch);
    declare_all(connection);
    connected();
    Time published_until = now();
    while (pause(stop, 20ms)) {
      if (now() - published_until > 5s) published_until = now();
      for (; published_until + gap <= now(); published_until += gap) {
        connection.publish(kQueues[number % std::size(kQueues)], message(number));
        ++number;
      }
    }
  });
}

void run_consumer(std::stop_token stop, const QueueOptions& options, const Faults& faults) {
  SocketWatch watch;
  const std::stop_callback on_stop(stop, [&watch] { watch.stop(); });
  again_and_again(stop, "consumer", nullptr, [&](const auto& connected) {
    if (faults.is("queue", "gone")) return;
    AmqpConnection connection(options.server, watch);
    declare_all(connection);
    for (const auto queue : kQueues) connection.consume(queue, kPrefetch);
    connected();
    while (!stop.stop_requested() && !faults.is("queue", "gone")) {
      if (faults.is("queue", "stall")) {
        pause(stop, 100ms);
      } else {
        connection.take(200ms);
      }
    }
  });
}

}  // namespace livetap::standin
