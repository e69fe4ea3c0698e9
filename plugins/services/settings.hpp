#pragma once
#include <livetap/sdk/measurement.hpp>
#include <livetap/sdk/setting_spec.hpp>
#include <livetap/sdk/settings.hpp>

#include <vector>

#include "plugins/services/target.hpp"

namespace livetap::services {

/// The settings of the probe, for the agent to check and document.
sdk::SettingList setting_list();

/// What the settings say. `columns` describes the fields of every target, in the same order.
struct Watched {
  std::vector<Target> targets;
  std::vector<sdk::Field> columns;
  int certificate_warn_days = 0;
};

/// Throws ProbeError, naming the setting, where something makes no sense.
Watched read_settings(const sdk::Settings& settings);

}  // namespace livetap::services
