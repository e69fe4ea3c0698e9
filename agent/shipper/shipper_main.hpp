#pragma once

#include <optional>

namespace livetap {

/// Runs this process as the shipper of the history when the agent started it as one (`--shipper
/// NAME`), and returns its exit status; nothing otherwise. See worker_main_if_asked.
std::optional<int> shipper_main_if_asked(int argc, char** argv);

}  // namespace livetap
