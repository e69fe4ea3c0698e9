// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <livetap/probe.h>
#include <livetap/sdk/error.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace livetap::sdk {

enum class Severity : std::uint32_t {
  debug = LIVETAP_DEBUG,
  info = LIVETAP_INFO,
  warning = LIVETAP_WARNING,
  error = LIVETAP_ERROR,
};

/// What the agent offers to an instance; lives as long as the instance, so a probe may keep the
/// reference that its constructor gets.
class Host {
 public:
  explicit Host(const livetap_host* host) : host_(host) {}

  /// Cut at 4 KiB a line; the agent limits the rate and masks secrets. [any thread]
  void log(Severity severity, std::string_view line) const {
    host_->log(host_, static_cast<livetap_severity>(severity), detail::to_str(line));
  }
  void debug(std::string_view line) const { log(Severity::debug, line); }
  void info(std::string_view line) const { log(Severity::info, line); }
  void warning(std::string_view line) const { log(Severity::warning, line); }

  /// Health of a streaming probe between gathers: all is well, or what is not. [any thread]
  void status(std::string_view text) const { host_->status(host_, detail::to_str(text), nullptr); }
  void status(std::string_view text, const ProbeError& error) const {
    livetap_error out = detail::empty_error();
    detail::fill_error(&out, error);
    host_->status(host_, detail::to_str(text), &out);
  }

  /// A few bytes that outlive the worker (a cursor), at most 64 KiB a probe. What is put is
  /// committed with the gather that is closed next; put answers false when that bound is reached.
  /// What get returns holds until the next put. [collect thread]
  std::optional<std::string_view> state_get(std::string_view key) const {
    livetap_str value{};
    return host_->state_get(host_, detail::to_str(key), &value) != 0
               ? std::optional(detail::to_view(value))
               : std::nullopt;
  }
  bool state_put(std::string_view key, std::string_view value) const {
    return host_->state_put(host_, detail::to_str(key), detail::to_str(value)) != 0;
  }

  /// Whether collect has to return: asked for, or the deadline has passed. Cheap. [any thread]
  bool cancelled() const { return host_->cancelled(host_) != 0; }
  /// Readable from that same moment on; for poll(). Never read from it. [any thread]
  int cancel_fd() const { return host_->cancel_fd(host_); }

  const livetap_host* raw() const { return host_; }

 private:
  const livetap_host* host_;
};

}  // namespace livetap::sdk
