#pragma once
#include <livetap/sdk/setting_spec.hpp>
#include <livetap/sdk/settings.hpp>

#include <vector>

#include "plugins/websocket/endpoint_settings.hpp"

namespace livetap::websocket {

/// The settings of the probe, for the agent to check and document.
sdk::SettingList setting_list();

/// The peers to watch, at least one, each with a name of its own. Throws ProbeError, naming the
/// setting, where something makes no sense.
std::vector<EndpointSettings> read_endpoints(const sdk::Settings& settings);

}  // namespace livetap::websocket
