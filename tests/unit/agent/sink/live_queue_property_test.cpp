#include <doctest/doctest.h>

#include <map>
#include <random>

#include "agent/sink/live_queue.hpp"

using namespace livetap::sink;

namespace {

/// Whatever happens in whatever order, nothing is lost from the books.
void play(unsigned seed) {
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto below = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
  LiveQueue queue({.channels = 2 + below(6), .bytes = 50 + below(300), .message_bytes = 60});
  std::map<std::string, int> sent;   // the newest number sent, by channel
  std::map<std::string, int> taken;  // the number of each channel that is being sent
  const auto take = [&](const LiveMessage* next) {
    if (next != nullptr) taken[next->channel] = std::stoi(*next->payload);
  };
  for (int step = 1; step <= 500; ++step) {
    switch (below(6)) {
      case 0:
      case 1:
      case 2: {
        const auto text = std::to_string(step);
        const auto payload = text + std::string(1 + below(70), ' ');
        const auto at = below(9);
        queue.push({"c" + std::to_string(at), std::make_shared<const std::string>(payload),
                    below(5), at % 3 == 0});
        break;
      }
      case 3:
        if (!taken.empty()) {
          take(queue.take_more(100));
          break;
        }
        if (const auto size = queue.next_size()) {
          const auto* next = queue.take();
          REQUIRE(next != nullptr);
          CHECK(next->payload->size() == *size);
          take(next);
        }
        break;
      case 4:
        if (taken.empty()) break;
        REQUIRE(queue.taken() == taken.size());
        if (const auto fate = below(4); fate == 0) {
          queue.failed();
        } else if (fate == 1) {
          queue.refused();
        } else {
          queue.delivered();
          for (const auto& [channel, number] : taken) {
            CHECK(number >= sent[channel]);  // never an older state after a newer one
            sent[channel] = number;
          }
        }
        taken.clear();
        break;
      default:
        if (below(20) == 0 && taken.empty()) queue.resend_kept();
    }
    REQUIRE(queue.counters().balanced());
  }
}

}  // namespace

TEST_CASE("collected = delivered + queued + dropped at every moment, and time never runs back") {
  for (unsigned seed = 1; seed <= 300; ++seed) play(seed);
}
