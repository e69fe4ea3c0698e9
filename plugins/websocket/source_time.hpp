#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace livetap::websocket {

/// The source's time in a JSON message, as net::unix_ms; nothing where the pointer leads to
/// nothing, or the message is no JSON, is deeper than 32, or larger than 64 KiB.
std::optional<double> source_time(std::string_view message, const std::string& pointer);

}  // namespace livetap::websocket
