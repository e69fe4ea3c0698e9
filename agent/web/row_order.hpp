#pragma once

#include <cstdint>
#include <vector>

#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/web/panel_json.hpp"

namespace livetap::web {

/// The rows that `query` looks for, in the order that it asks for; nulls last. Its offset and limit
/// are not applied. A sort by what the measurement does not have is none.
std::vector<std::uint32_t> rows_in_order(const Measurement& shape, const RowBlock& rows,
                                         const RowsQuery& query);

}  // namespace livetap::web
