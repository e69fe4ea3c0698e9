#pragma once

#include "agent/model/setting.hpp"
#include "livetap/probe.h"

namespace livetap::worker {

class Host;

/// The C functions of a host: they cross the boundary, count the call, and let no exception out.
livetap_host host_table(Host& host);

const livetap_node* as_node(const Setting& setting);

}  // namespace livetap::worker
