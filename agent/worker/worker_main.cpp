#include "agent/worker/worker_main.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>

#include "agent/worker/control_loop.hpp"
#include "agent/worker/process_setup.hpp"
#include "agent/worker/worker_argument.hpp"

namespace livetap {

std::optional<int> worker_main_if_asked(int argc, char** argv) {
  if (argc != 3 || std::strcmp(argv[1], worker::worker_argument) != 0) {
    return std::nullopt;
  }
  if (::fcntl(worker::worker_fd, F_SETFD, FD_CLOEXEC) != 0) {
    static constexpr char wrong[] = "--worker is how the agent starts itself; nothing to type\n";
    static_cast<void>(!::write(STDERR_FILENO, wrong, sizeof wrong - 1));
    return 2;
  }
  if (!worker::set_up_process(argv[2])) {
    return 1;
  }
  worker::ControlLoop loop(worker::worker_fd);
  const int status = loop.run();
  // Not exit(): destructors of the plugin's static objects have nothing to free that counts, and
  // could crash or hang now that its threads may still run.
  ::_exit(status);
}

}  // namespace livetap
