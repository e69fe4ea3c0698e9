#include <csignal>
#include <cstdlib>
#include <iostream>

#include "integration/web/fed_web.hpp"

/// Shows the sample system until it is told to end: livetap-show-web [PORT [SERIES]].
int main(int argc, char** argv) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  livetap::test::FedWeb::Options options;
  options.web.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 0);
  options.series = static_cast<std::size_t>(argc > 2 ? std::atoi(argv[2]) : 0);
  livetap::test::FedWeb page(options);
  std::cout << page.url() << std::endl;
  bool up = true;
  for (int signal = 0; sigwait(&ends, &signal) == 0 && signal == SIGUSR1;) {
    up = !up;
    page.set_service("order-manager", up);
  }
  return 0;
}
