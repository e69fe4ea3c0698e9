#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "agent/worker/worker_main.hpp"
#include "agent_process.hpp"

int main(int argc, char** argv) {
  if (const auto status = livetap::worker_main_if_asked(argc, argv)) {
    return *status;
  }
  if (const auto status = livetap::test::agent_main_if_asked(argc, argv)) {
    return *status;
  }
  return doctest::Context(argc, argv).run();
}
