#pragma once
#include <string_view>

#include "net/net_error.hpp"

namespace boost::system {
class error_code;
}

namespace livetap::net {

/// What an error of Asio means, in words. `during` is what was under way, such as "connecting to";
/// `peer` is host:port. What HTTP or WebSocket itself complains of is for their callers to name.
NetError io_failure(const boost::system::error_code& error, std::string_view during,
                    std::string_view peer);

}  // namespace livetap::net
