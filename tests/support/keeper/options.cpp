#include "tests/support/keeper/options.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace livetap::test::keeper {

std::optional<Options> parse_options(int argc, char** argv) {
  Options options;
  int at = 1;
  for (; at + 1 < argc && std::string_view(argv[at]) != "--"; at += 2) {
    const std::string_view name = argv[at];
    const char* value = argv[at + 1];
    if (name == "--commands") {
      options.commands_fd = std::atoi(value);
    } else if (name == "--report") {
      options.report_fd = std::atoi(value);
    } else if (name == "--user") {
      options.user = value;
    } else if (name == "--last-signal") {
      options.last_signal = std::atoi(value);
    } else if (name == "--linger-ms") {
      options.linger_ms = std::atoi(value);
    } else if (name == "--remove") {
      options.remove = value;
    } else {
      std::fprintf(stderr, "livetap-keeper: unknown option %s\n", argv[at]);
      return std::nullopt;
    }
  }
  if (at + 1 >= argc || options.commands_fd < 0 || options.report_fd < 0) {
    std::fprintf(stderr, "usage: livetap-keeper --commands FD --report FD ... -- PROGRAM ...\n");
    return std::nullopt;
  }
  options.program = argv + at + 1;
  return options;
}

}  // namespace livetap::test::keeper
