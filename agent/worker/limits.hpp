#pragma once

#include <cstddef>
#include <cstdint>

/// Bounds of what one worker may say. The worker keeps to them, and the agent, which does not trust
/// it, checks them again.
namespace livetap::worker {

/// Takes a full gather: rows, events and state.
inline constexpr std::size_t max_frame_bytes = 16u << 20;
inline constexpr std::size_t max_measurements = 500;
inline constexpr std::size_t max_columns = 1'000;  ///< tags and fields of a measurement
inline constexpr std::size_t max_rows = 5'000;     ///< in a gather
inline constexpr std::size_t max_table_rows = 450;
inline constexpr std::size_t max_cells = 1u << 20;  ///< in a gather, over all rows
inline constexpr std::size_t max_gather_bytes = 8u << 20;
inline constexpr std::size_t max_text_bytes = 64u << 10;  ///< of one value
/// Of all gathers that wait for the agent.
inline constexpr std::size_t max_events = 1'000;
inline constexpr std::size_t max_event_bytes = 4u << 20;
inline constexpr std::size_t max_state_bytes = 64u << 10;
inline constexpr std::size_t max_state_keys = 1'000;
inline constexpr std::size_t max_log_bytes = 4u << 10;  ///< of one line
inline constexpr unsigned max_log_lines_per_s = 50;
inline constexpr std::size_t max_setting_depth = 32;
inline constexpr std::size_t max_outbox_bytes = 32u << 20;
inline constexpr std::size_t max_outbox_log_lines = 200;

}  // namespace livetap::worker
