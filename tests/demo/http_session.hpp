#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "tests/demo/platform.hpp"

namespace livetap::standin {

// Serves one connection: /health as the named service, /stream on ws-gateway, /control anywhere
// when the name is "control". In mode hang it takes the request and never answers.
void start_http_session(boost::asio::ip::tcp::socket socket, const std::string& service,
                        Platform& platform);

}  // namespace livetap::standin
