// Modes that end, fill or change the process.
#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "misbehave.hpp"

namespace misbehave {

namespace {

// A sanitizer would turn the crash into a complaint and an exit.
__attribute__((no_sanitize_undefined)) int crash(Instance&, livetap_error*) {
  volatile int* volatile nowhere = nullptr;
  *nowhere = 1;
  return 1;
}

volatile bool deeper = true;  // for the compiler there is an end

int recurse(volatile char* above) {
  volatile char here[4096];
  here[0] = *above;
  return deeper ? recurse(here) + here[0] : 0;
}

int overflow_stack(Instance&, livetap_error*) {
  volatile char here = 1;
  return recurse(&here);
}

// 10 MiB a second, touched, until told to stop; a gather each time, so that it looks alive.
int leak(Instance& self, livetap_error* error) {
  constexpr std::size_t tenth = 1024 * 1024;
  while (self.host->cancelled(self.host) == 0) {
    if (auto* memory = static_cast<char*>(std::malloc(tenth))) {
      std::memset(memory, 1, tenth);
      *static_cast<volatile char*>(memory) = 2;
    }
    behave(self, error);
    ::usleep(100'000);
  }
  return 1;
}

// `value` threads (1000 when 0) that never end.
int start_threads(Instance& self, livetap_error* error) {
  const auto count = self.value == 0 ? 1000 : self.value;
  for (std::int64_t i = 0; i < count; ++i) {
    std::thread(hang).detach();
  }
  return behave(self, error);
}

// `value` children (3 when 0) that outlive us unless somebody kills them.
int fork_children(Instance& self, livetap_error* error) {
  const auto count = self.value == 0 ? 3 : self.value;
  for (std::int64_t i = 0; i < count; ++i) {
    if (::fork() == 0) {
      hang();
    }
  }
  return behave(self, error);
}

// Everything but the standard three: the worker's own connection to the agent goes too.
int close_descriptors(Instance& self, livetap_error* error) {
  for (int fd = 3; fd < 1024; ++fd) {
    ::close(fd);
  }
  return behave(self, error);
}

int write_output(Instance& self, livetap_error* error) {
  std::puts("misbehave: on standard output");
  std::fputs("misbehave: on standard error\n", stderr);
  std::fflush(stdout);
  return behave(self, error);
}

int change_process(Instance& self, livetap_error* error) {
  std::signal(SIGTERM, SIG_IGN);
  std::signal(SIGINT, SIG_IGN);
  std::setlocale(LC_ALL, "de_DE.UTF-8");
  if (::chdir("/") != 0) {
    return 0;
  }
  return behave(self, error);
}

}  // namespace

Act process_act(std::string_view mode) {
  static constexpr Mode modes[] = {
      {"segfault", crash},
      {"abort", [](Instance&, livetap_error*) -> int { std::abort(); }},
      {"exit_zero", [](Instance&, livetap_error*) -> int { std::exit(0); }},
      {"quick_exit", [](Instance&, livetap_error*) -> int { ::_exit(3); }},
      {"stack_overflow", overflow_stack},
      {"leak", leak},
      {"threads", start_threads},
      {"fork", fork_children},
      {"close_descriptors", close_descriptors},
      {"write_output", write_output},
      {"change_process", change_process},
  };
  for (const Mode& known : modes) {
    if (known.name == mode) {
      return known.act;
    }
  }
  return nullptr;
}

}  // namespace misbehave
