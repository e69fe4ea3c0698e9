#pragma once

#include <cstddef>
#include <vector>

#include "agent/model/setting.hpp"
#include "agent/worker/mistake_list.hpp"
#include "livetap/probe.h"

namespace livetap::worker {

/// Copies a plugin's descriptions of its settings; what is wrong goes to `mistakes`.
std::vector<SettingSpec> copy_settings(const livetap_setting* settings, std::size_t count,
                                       MistakeList& mistakes);

}  // namespace livetap::worker
