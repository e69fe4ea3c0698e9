#pragma once

#include "agent/view/table_view.hpp"
#include "agent/view/window_rings.hpp"

namespace livetap::dashboard {

/// What message and panel have to agree on, as Grafana's streaming frames work: a panel keeps the
/// newest maxDataPoints rows; with a buffer, twice as many of the newest so many milliseconds.

/// A whole window, and nothing of the one before it.
inline constexpr int window_points = static_cast<int>(WindowRings::points);

/// The rows of a table are 1 ms apart and a table a second from the last: with this the panel keeps
/// one table.
inline constexpr int table_buffer = 500;
inline constexpr int least_table_buffer = static_cast<int>(TableView::most_rows);
inline constexpr int most_table_buffer = static_cast<int>(TableView::gap.count()) - 1;

}  // namespace livetap::dashboard
