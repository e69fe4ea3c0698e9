#pragma once
#include <livetap/sdk/measurement.hpp>
#include <livetap/sdk/setting_spec.hpp>
#include <livetap/sdk/settings.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "plugins/services/field.hpp"

namespace livetap::services {

/// A field that is read from health answers: how it is read, and how it is described.
struct DeclaredField {
  Field field;
  sdk::Field column;
};

/// What every service is expected to say: database_connected, queue_connected, version.
std::vector<DeclaredField> built_in_fields();

/// The settings of one entry of `fields`.
sdk::SettingSpec field_section();

/// Reads such an entry. Throws ProbeError, naming the setting, where something makes no sense.
/// `taken`: names that it may not have.
DeclaredField read_field(std::string_view name, const sdk::Settings& settings,
                         const std::vector<std::string>& taken);

/// A list of JSON pointers, at least one. Throws as above.
std::vector<std::string> checked_pointers(const sdk::Settings& list);

}  // namespace livetap::services
