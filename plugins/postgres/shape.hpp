#pragma once
#include <livetap/probe.hpp>

#include <vector>

#include "plugins/postgres/query.hpp"

namespace livetap::postgres {

/// A query's measurement as the schema has it: with its fields when they are stated, otherwise
/// late.
sdk::Measurement schema_shape(const Query& query);

/// The same with fields that came from the source.
sdk::Measurement declared_shape(const Query& query, const std::vector<FieldSpec>& fields);

}  // namespace livetap::postgres
