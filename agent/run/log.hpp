#pragma once

#include <string>

#include "agent/model/secret_mask.hpp"

namespace livetap {

enum class LogFormat { text, json };

/// Sends spdlog's default logger to stderr, one line a message. `level` is one of trace, debug,
/// info, warning, error. Every message is masked and freed of control characters on its way out,
/// whoever wrote it: a queue's name cannot forge a line. Main thread, before anything logs; may be
/// called again when the config changes.
void set_up_log(LogFormat format, const std::string& level, SecretMask secrets);

/// One message as one harmless line: control characters and line separators become blanks.
std::string log_line(std::string_view message);

}  // namespace livetap
