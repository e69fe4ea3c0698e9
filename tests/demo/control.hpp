#pragma once

#include <string_view>

#include "tests/demo/http_reply.hpp"
#include "tests/demo/platform.hpp"

namespace livetap::standin {

// GET /control: every part's mode. POST /control/PART?mode=MODE: sets one.
HttpReply control(std::string_view method, std::string_view target, Platform& platform);

}  // namespace livetap::standin
