#pragma once

#include "agent/model/error.hpp"
#include "agent/model/schema.hpp"
#include "livetap/probe.h"

namespace livetap::worker {

/// What an instance measures, copied and checked. An error names every mistake.
Result<Schema> copy_schema(const livetap_schema* schema);

/// The tags and fields that a plugin declared for a late measurement; the rest is as `planned`.
Result<Measurement> copy_declared(const livetap_measurement* shape, const Measurement& planned);

}  // namespace livetap::worker
