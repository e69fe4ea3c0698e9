#pragma once

#include "agent/model/error.hpp"
#include "agent/model/secret_mask.hpp"
#include "agent/model/setting.hpp"

namespace livetap::worker {

/// Knows every secret of a probe's settings: values of type secret, and passwords in URLs, as
/// written and as decoded.
SecretMask mask_of(const Setting& settings);

Error masked(const SecretMask& mask, Error error);

}  // namespace livetap::worker
