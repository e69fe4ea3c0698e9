#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "agent/worker/worker_main.hpp"
#include "agent_process.hpp"

namespace {

/// Built with a sanitizer, a worker must still die of its signals, not of the sanitizer's handler.
void leave_signals_alone() {
  for (const char* name : {"ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
    const char* given = std::getenv(name);
    const std::string options = given == nullptr ? "" : std::string(given) + ":";
    ::setenv(name,
             (options + "handle_segv=0:handle_sigbus=0:handle_abort=0:atexit_sleep_ms=0").c_str(),
             1);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (const auto status = livetap::worker_main_if_asked(argc, argv)) {
    return *status;
  }
  if (const auto status = livetap::test::agent_main_if_asked(argc, argv)) {
    return *status;
  }
  leave_signals_alone();
  return doctest::Context(argc, argv).run();
}
