#pragma once

#include <optional>

namespace livetap {

/// Runs this process as a worker when the agent started it as one (`--worker NAME`), and returns
/// its exit status; nothing otherwise. Must be the first thing that main does, before any thread.
/// A worker talks to the agent over descriptor 3 and ends with it.
///
/// Example:
///   int main(int argc, char** argv) {
///     if (auto status = livetap::worker_main_if_asked(argc, argv)) return *status;
///     ...
///   }
std::optional<int> worker_main_if_asked(int argc, char** argv);

}  // namespace livetap
