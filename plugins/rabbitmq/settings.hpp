#pragma once
#include <livetap/sdk/setting_spec.hpp>
#include <livetap/sdk/settings.hpp>

#include "plugins/rabbitmq/lag_rule.hpp"
#include "plugins/rabbitmq/management_api.hpp"
#include "plugins/rabbitmq/name_filter.hpp"

namespace livetap::rabbitmq {

/// The settings of the probe, for the agent to check and document.
sdk::SettingList setting_list();

/// Who to ask, and where. Throws ProbeError, naming the setting, when the URL is no good.
ManagementLogin read_login(const sdk::Settings& settings);
NameFilter read_filter(const sdk::Settings& settings);
/// Throws ProbeError, naming the setting, for a limit that makes no sense.
LagLimits read_limits(const sdk::Settings& settings);

}  // namespace livetap::rabbitmq
