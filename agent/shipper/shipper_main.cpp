#include "agent/shipper/shipper_main.hpp"

#include <fcntl.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstring>

#include "agent/shipper/ship_loop.hpp"
#include "agent/worker/process_setup.hpp"
#include "agent/worker/worker_argument.hpp"

namespace livetap {

namespace {

/// Far more than a batch and its text take.
constexpr std::uint64_t memory_bytes = std::uint64_t{512} << 20U;

}  // namespace

std::optional<int> shipper_main_if_asked(int argc, char** argv) {
  if (argc != 3 || std::strcmp(argv[1], worker::shipper_argument) != 0) {
    return std::nullopt;
  }
  if (::fcntl(worker::worker_fd, F_SETFD, FD_CLOEXEC) != 0) {
    static constexpr char wrong[] = "--shipper is how the agent starts itself; nothing to type\n";
    static_cast<void>(!::write(STDERR_FILENO, wrong, sizeof wrong - 1));
    return 2;
  }
  if (!worker::set_up_process(argv[2])) {
    return 1;
  }
  worker::limit_memory(memory_bytes);
  // What is written to stderr becomes a line of the agent's log.
  spdlog::set_default_logger(spdlog::stderr_logger_st("shipper"));
  spdlog::set_pattern("%v");
  shipper::ShipLoop loop(worker::worker_fd);
  return loop.run();
}

}  // namespace livetap
