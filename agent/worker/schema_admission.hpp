#pragma once

#include "agent/model/error.hpp"
#include "agent/model/schema.hpp"
#include "agent/worker/probe_spec.hpp"
#include "agent/worker/wire.hpp"

/// The agent's side of what a worker says that it measures.
namespace livetap::worker {

/// The order that makes an instance of a probe.
Start start_order(const ProbeSpec& spec, std::uint64_t memory_bytes);

/// The schema as the rest of the agent sees it: checked, with the prefix and the shapes that are
/// known.
Result<Schema> admit_schema(Schema schema, const ProbeSpec& spec);

/// A declared shape: checked, with the prefix. `known` is the measurement as the agent has it; once
/// it has fields they stay.
Result<Measurement> admit_shape(Measurement shape, const Measurement& known,
                                const std::string& prefix);

/// Why a schema cannot take the place of one that panels and tables were made for.
std::optional<Error> schema_change(const Schema& was, const Schema& is);

}  // namespace livetap::worker
