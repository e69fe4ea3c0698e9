// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <livetap/probe.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace livetap::sdk {

/// What went wrong, by the reaction that it asks of the agent.
enum class ErrorKind : std::uint32_t {
  config = LIVETAP_ERROR_CONFIG,            ///< the user must change something; no retry
  auth = LIVETAP_ERROR_AUTH,                ///< the source refuses us; retried slowly
  unavailable = LIVETAP_ERROR_UNAVAILABLE,  ///< nobody answers; retried at the interval
  timeout = LIVETAP_ERROR_TIMEOUT,          ///< too late; retried at the interval
  protocol = LIVETAP_ERROR_PROTOCOL,        ///< an answer that makes no sense; retried
  cancelled = LIVETAP_ERROR_CANCELLED,      ///< the host asked for it; silent
  internal = LIVETAP_ERROR_INTERNAL,        ///< the plugin's own fault
};

/// The one exception of a probe. Thrown from anywhere in it; the SDK hands it to the agent. Any
/// other exception is reported as internal, with its what().
///
/// `message` says what is wrong and where (host, query, file), `hint` the likely cure, and
/// `setting` the key path to blame ("queries[2].sql"; Settings::fail fills it in). No secrets.
///
///   throw ProbeError::unavailable("no answer from " + host, "is the broker running?");
class ProbeError : public std::runtime_error {
 public:
  ProbeError(ErrorKind kind, const std::string& message, std::string hint = {},
             std::string setting = {})
      : std::runtime_error(message),
        kind_(kind),
        hint_(std::move(hint)),
        setting_(std::move(setting)) {}

  static ProbeError config(const std::string& message, std::string hint = {}) {
    return {ErrorKind::config, message, std::move(hint)};
  }
  static ProbeError auth(const std::string& message, std::string hint = {}) {
    return {ErrorKind::auth, message, std::move(hint)};
  }
  static ProbeError unavailable(const std::string& message, std::string hint = {}) {
    return {ErrorKind::unavailable, message, std::move(hint)};
  }
  static ProbeError timeout(const std::string& message, std::string hint = {}) {
    return {ErrorKind::timeout, message, std::move(hint)};
  }
  static ProbeError protocol(const std::string& message, std::string hint = {}) {
    return {ErrorKind::protocol, message, std::move(hint)};
  }
  static ProbeError cancelled(const std::string& message = "cancelled") {
    return {ErrorKind::cancelled, message};
  }
  static ProbeError internal(const std::string& message, std::string hint = {}) {
    return {ErrorKind::internal, message, std::move(hint)};
  }

  ErrorKind kind() const noexcept { return kind_; }
  const std::string& hint() const noexcept { return hint_; }
  const std::string& setting() const noexcept { return setting_; }

 private:
  ErrorKind kind_;
  std::string hint_;
  std::string setting_;
};

namespace detail {

/// Copies a text into a field of livetap_error: cut between characters, terminated.
template <std::size_t Size>
void copy_text(char (&to)[Size], std::string_view text) noexcept {
  std::size_t size = std::min(text.size(), Size - 1);
  if (size < text.size()) {
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
      --size;
    }
  }
  if (size > 0) {
    std::memcpy(to, text.data(), size);
  }
  to[size] = '\0';
}

/// Fills the caller's error. One compiled against another header is left alone beyond its size.
inline void fill_error(livetap_error* out, ErrorKind kind, std::string_view message,
                       std::string_view hint = {}, std::string_view setting = {}) noexcept {
  if (out == nullptr || out->size < sizeof(livetap_error)) {
    return;
  }
  out->kind = static_cast<std::uint32_t>(kind);
  copy_text(out->message, message);
  copy_text(out->hint, hint);
  copy_text(out->setting, setting);
}

inline void fill_error(livetap_error* out, const ProbeError& error) noexcept {
  fill_error(out, error.kind(), error.what(), error.hint(), error.setting());
}

/// Turns the exception that is being handled into an error. Called inside a catch block only.
inline void fill_from_current_exception(livetap_error* out) noexcept {
  try {
    throw;
  } catch (const ProbeError& error) {
    fill_error(out, error);
  } catch (const std::bad_alloc&) {
    fill_error(out, ErrorKind::internal, "out of memory");
  } catch (const std::exception& error) {
    fill_error(out, ErrorKind::internal, error.what());
  } catch (...) {
    fill_error(out, ErrorKind::internal, "an exception that is no std::exception");
  }
}

inline livetap_error empty_error() noexcept {
  livetap_error error{};
  error.size = sizeof(livetap_error);
  return error;
}

inline livetap_str to_str(std::string_view text) noexcept {
  return {text.data(), text.size()};
}

inline std::string_view to_view(livetap_str text) noexcept {
  return text.size == 0 ? std::string_view() : std::string_view(text.data, text.size);
}

}  // namespace detail
}  // namespace livetap::sdk
