#pragma once

#include "agent/model/error.hpp"
#include "livetap/probe.h"

namespace livetap::worker {

/// An error struct for a plugin to fill.
livetap_error empty_abi_error();

/// What a plugin filled in. An unknown kind is internal; a missing message is said to be missing.
Error from_abi(const livetap_error& error);

}  // namespace livetap::worker
