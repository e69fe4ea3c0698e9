// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <livetap/probe.h>
#include <livetap/sdk/row_buffer.hpp>
#include <livetap/sdk/schema.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace livetap::sdk {

/// One row being built, from Collect::row; one at a time. What is not set is null (fields) or empty
/// (tags). Texts are copied, so temporaries are fine. [collect thread]
///
///   call.row(queue_).tags(vhost, name).set(messages_, 12).set(rate_, rate).emit();
///
/// Errors: ProbeError (internal) for a tag or field that the measurement does not have.
class Row {
 public:
  Row(const livetap_host* host, detail::RowBuffer& buffer, std::uint32_t measurement)
      : host_(host), buffer_(&buffer), measurement_(measurement) {}

  /// All tags at once, in the order of the schema.
  template <std::convertible_to<std::string_view>... Texts>
  Row& tags(const Texts&... texts) {
    if (sizeof...(texts) != buffer_->tag_count()) {
      throw ProbeError::internal("a row was given " + std::to_string(sizeof...(texts)) +
                                 " tags; its measurement has " +
                                 std::to_string(buffer_->tag_count()));
    }
    std::size_t index = 0;
    (tag(index++, texts), ...);
    return *this;
  }
  Row& tag(std::size_t index, std::string_view text) {
    buffer_->set_tag(index, text);
    return *this;
  }

  /// A number, bool, text, time point, optional of these, or nullptr for null. The type must be the
  /// field's own; integers are accepted for f64 fields.
  template <class T>
  Row& set(FieldHandle field, const T& value) {
    if (field.measurement != measurement_) {
      throw ProbeError::internal("a row was given a field of another measurement");
    }
    return set(std::size_t{field.index}, value);
  }
  template <class T>
  Row& set(std::size_t field, const T& value) {
    put(field, value);
    return *this;
  }

  /// Hands the row to the agent, which copies it and never blocks. False when it was not taken: a
  /// bound is reached (the agent counts that) or collect has to return.
  bool emit() {
    const int result =
        host_->emit(host_, measurement_, buffer_->finished_tags(), buffer_->finished_values());
    if (result == LIVETAP_BAD_SHAPE) {
      throw ProbeError::internal(
          "the agent refused a row: a value is not of its field's type, or "
          "a late measurement was not declared");
    }
    return result == LIVETAP_OK;
  }

 private:
  template <class T>
  void put(std::size_t field, const T& value) {
    if constexpr (std::is_same_v<T, std::nullptr_t> || std::is_same_v<T, std::nullopt_t>) {
      buffer_->set_value(field, {});
    } else if constexpr (std::is_same_v<T, bool>) {
      livetap_value out{LIVETAP_BOOL, 0, {}};
      out.as.boolean = value ? 1 : 0;
      buffer_->set_value(field, out);
    } else if constexpr (std::integral<T>) {
      put_integer(field, value, LIVETAP_I64);
    } else if constexpr (std::floating_point<T>) {
      livetap_value out{LIVETAP_F64, 0, {}};
      out.as.f64 = static_cast<double>(value);
      buffer_->set_value(field, out);
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
      buffer_->set_text(field, value);
    } else if constexpr (requires {
                           value.has_value();
                           *value;
                         }) {
      value.has_value() ? put(field, *value) : put(field, nullptr);
    } else {
      static_assert(
          requires { std::chrono::time_point_cast<std::chrono::milliseconds>(value); } &&
              std::is_same_v<typename T::clock, std::chrono::system_clock>,
          "a field takes a number, bool, text, system_clock time, or optional of these");
      const auto time = std::chrono::time_point_cast<std::chrono::milliseconds>(value);
      put_integer(field, time.time_since_epoch().count(), LIVETAP_TIME);
    }
  }

  template <std::integral T>
  void put_integer(std::size_t field, T value, livetap_type type) {
    livetap_value out{static_cast<std::uint32_t>(type), 0, {}};
    constexpr auto max = std::numeric_limits<std::int64_t>::max();
    out.as.i64 = std::in_range<std::int64_t>(value) ? static_cast<std::int64_t>(value) : max;
    buffer_->set_value(field, out);
  }

  const livetap_host* host_;
  detail::RowBuffer* buffer_;
  std::uint32_t measurement_;
};

}  // namespace livetap::sdk
