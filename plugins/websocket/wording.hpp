#pragma once
#include <chrono>
#include <string>

namespace livetap::websocket {

/// A span for people: `250 ms`, `12.3 s`, `4 min 5 s`, `3 h 20 min`.
std::string in_words(std::chrono::steady_clock::duration span);

}  // namespace livetap::websocket
