#include "tests/demo/pause.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace livetap::standin {

bool pause(std::stop_token stop, std::chrono::milliseconds duration) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, duration, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace livetap::standin
