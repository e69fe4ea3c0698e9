#pragma once

#include <filesystem>

#include "agent/config/config.hpp"
#include "agent/once/report.hpp"
#include "agent/shipper/shipper.hpp"

namespace livetap {

/// The `history` section, which must be there, as the shipper takes it.
shipper::ShipperOptions history_options(const Config& config,
                                        const std::filesystem::path& state_dir);

/// Tries PostgreSQL as --once does: all that shipping would do, rolled back. Blocks for at most
/// `limit`; leaves nothing there.
once::SinkReport check_history(const Config& config, Milliseconds limit);

}  // namespace livetap
