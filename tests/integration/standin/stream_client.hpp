#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace livetap::test {

// Opens a WebSocket, reads one text message and closes. Nothing when either fails or takes longer.
std::optional<std::string> first_stream_message(std::uint16_t port,
                                                std::chrono::milliseconds deadline);

}  // namespace livetap::test
