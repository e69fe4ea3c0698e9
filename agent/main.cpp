#include <variant>

#include "agent/run/cli.hpp"
#include "agent/run/commands.hpp"
#include "agent/shipper/shipper_main.hpp"
#include "agent/worker/worker_main.hpp"

int main(int argc, char** argv) {
  if (const auto status = livetap::worker_main_if_asked(argc, argv)) {
    return *status;
  }
  if (const auto status = livetap::shipper_main_if_asked(argc, argv)) {
    return *status;
  }
  const auto line = livetap::parse_command_line(argc, argv);
  if (const auto* status = std::get_if<int>(&line)) {
    return *status;
  }
  return livetap::carry_out(std::get<livetap::CommandLine>(line));
}
