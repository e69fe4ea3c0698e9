#pragma once
#include <optional>
#include <string>
#include <vector>

#include "plugins/postgres/query.hpp"

namespace livetap::postgres {

/// A mistake in the settings: where, as a key path below the probe's settings, and what.
struct Mistake {
  std::string setting;  ///< such as queries[2].fields.count.kind
  std::string message;
  std::string hint;
};

/// The first thing in the queries that cannot work, whatever the source holds.
std::optional<Mistake> check_queries(const std::vector<Query>& queries);

}  // namespace livetap::postgres
