#pragma once

#include <string>
#include <string_view>

#include "tests/demo/faults.hpp"
#include "tests/demo/http_reply.hpp"
#include "tests/demo/status.hpp"
#include "tests/demo/utc.hpp"

namespace livetap::standin {

// GET /health of a service, in the shapes of the reference platform: 200 when it and what it needs
// are well, else 503 with the same shape; an HTML page from a broken proxy in mode html.
HttpReply health(std::string_view service, const Faults& faults, const Status& status, Time at);

// Whether the platform's own connection to the exchange stands, by what is broken.
bool stream_is_up(const Faults& faults);

}  // namespace livetap::standin
