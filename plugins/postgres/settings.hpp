#pragma once
#include <livetap/probe.hpp>

#include <vector>

#include "net/postgres/target.hpp"
#include "plugins/postgres/query.hpp"

namespace livetap::postgres {

/// What the config of a postgres probe may say.
sdk::SettingList setting_list();

/// The queries as written, checked. Throws ProbeError (config) with the key path of a mistake.
std::vector<Query> read_queries(const sdk::Settings& settings);

/// Whom to connect to. Throws ProbeError (config).
net::postgres::Target read_target(const sdk::Settings& settings);

}  // namespace livetap::postgres
