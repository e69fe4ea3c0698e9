#pragma once

#include "agent/config/config.hpp"
#include "agent/web/web.hpp"

namespace livetap {

/// What the config says of the status page, as the page takes it.
web::WebOptions web_options(const HttpConfig& http);

}  // namespace livetap
