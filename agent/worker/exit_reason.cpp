#include "agent/worker/exit_reason.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cstring>

#include "agent/worker/process_setup.hpp"

namespace livetap::worker {

namespace {

std::string signal_name(int signal) {
  const char* text = ::sigdescr_np(signal);
  std::string name = text == nullptr ? "unknown" : text;
  name.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(name.front())));
  return name;
}

}  // namespace

std::string exit_in_words(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) {
    if (info.si_status == exit_out_of_memory) {
      return "ended: the worker reached its limit of memory";
    }
    if (info.si_status == exit_no_socket) {
      return "ended: the plugin closed the worker's socket";
    }
    return fmt::format("exited with status {} although nobody asked", info.si_status);
  }
  if (info.si_status == SIGKILL) {
    return "killed from outside: signal 9, by hand or because the machine ran out of memory";
  }
  return fmt::format("crashed: signal {} ({})", info.si_status, signal_name(info.si_status));
}

}  // namespace livetap::worker
