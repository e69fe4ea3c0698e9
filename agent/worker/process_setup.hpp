#pragma once

#include <cstdint>

/// What a worker does to its own process before any plugin is in it.
namespace livetap::worker {

/// Dies with the agent, dumps no core, ignores the terminal's signals, has no stdin or stdout.
/// Returns false when the agent is gone already.
bool set_up_process(const char* probe_name);

/// Limits data memory; past the limit the process ends itself with exit_out_of_memory. 0: no limit.
/// Does nothing under a sanitizer, whose shadow memory counts as data.
void limit_memory(std::uint64_t bytes);

/// Exit statuses of a worker that a plugin is unlikely to choose.
inline constexpr int exit_out_of_memory = 113;
inline constexpr int exit_bad_frame = 114;
inline constexpr int exit_no_socket = 115;

}  // namespace livetap::worker
