// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <livetap/probe.h>
#include <livetap/sdk/host.hpp>
#include <livetap/sdk/row.hpp>
#include <livetap/sdk/tables.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace livetap::sdk {

struct Event {
  Severity severity = Severity::info;
  std::string_view type{};  ///< signal, order, service_down ...
  std::string_view service{};
  std::string_view message{};
  std::string_view attributes{};                                ///< a JSON object, or empty
  std::optional<std::chrono::system_clock::time_point> time{};  ///< nothing: now
};

namespace detail {

struct Shape {
  std::size_t tags = 0;
  std::size_t fields = 0;
};

}  // namespace detail

/// One call of collect. A polled probe gathers what is due, closes each measurement by done() or
/// fail(), and returns before the deadline. A streaming probe stays and closes gathers as it sees
/// fit. What it throws counts for every due measurement that is not closed. [collect thread; what
/// Host offers, as marked there]
///
///   void collect(Collect& call) {
///     call.row(dice_).tags("craps").set(value_, 4).emit();
///     call.done(dice_);
///   }
class Collect : public Host {
 public:
  Collect(const livetap_host* host, const livetap_call& call, std::vector<detail::Shape>& shapes,
          detail::RowBuffer& buffer)
      : Host(host), call_(call), shapes_(shapes), buffer_(buffer) {}

  /// When collect must have returned; time_point::max() for a streaming probe that stays. One that
  /// has a deadline is asked for a single round: the first gather of each measurement is the
  /// answer.
  std::chrono::steady_clock::time_point deadline() const {
    using Clock = std::chrono::steady_clock;
    return call_.deadline_ns == 0 ? Clock::time_point::max()
                                  : Clock::time_point(std::chrono::nanoseconds(call_.deadline_ns));
  }
  /// Never negative; milliseconds::max() without a deadline.
  std::chrono::milliseconds time_left() const {
    using std::chrono::milliseconds;
    if (call_.deadline_ns == 0) {
      return milliseconds::max();
    }
    const auto left = deadline() - std::chrono::steady_clock::now();
    return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(left));
  }

  /// How often the config wants a gather: what a streaming probe closes them by.
  std::chrono::nanoseconds interval() const { return std::chrono::nanoseconds(call_.interval_ns); }

  /// Whether the agent wants this measurement now; all of them unless one has its own interval.
  bool due(MeasurementHandle measurement) const {
    const auto all = due();
    return std::binary_search(all.begin(), all.end(), measurement.index);
  }
  /// Indexes of what is due, rising.
  std::span<const std::uint32_t> due() const { return {call_.due, call_.due_count}; }

  /// Starts a row of a measurement's open gather; the row before it is forgotten unless emitted.
  Row row(MeasurementHandle measurement) {
    const auto& shape = shapes_.at(measurement.index);
    buffer_.begin(shape.tags, shape.fields);
    return {raw(), buffer_, measurement.index};
  }

  /// Closes a gather: its rows get one timestamp and leave at once. No rows is a good gather.
  void done(MeasurementHandle measurement) { close(measurement, nullptr); }
  /// Closes a gather as failed: its rows are discarded, other measurements are untouched.
  void fail(MeasurementHandle measurement, const ProbeError& error) {
    livetap_error out = detail::empty_error();
    detail::fill_error(&out, error);
    close(measurement, &out);
  }
  /// Runs `fill`, then closes the gather: as done, or as failed with what `fill` threw. Only
  /// ProbeError::cancelled passes through.
  template <std::invocable Fill>
  void gather(MeasurementHandle measurement, Fill&& fill) {
    livetap_error error = detail::empty_error();
    try {
      fill();
    } catch (const ProbeError& thrown) {
      if (thrown.kind() == ErrorKind::cancelled) {
        throw;
      }
      detail::fill_error(&error, thrown);
    } catch (...) {
      detail::fill_from_current_exception(&error);
    }
    close(measurement, error.kind == 0 ? nullptr : &error);
  }

  /// Gives a late measurement its tags and fields, before its first row; the same shape again is
  /// fine. Rows are then set by index, or by handles from Schema::field of the shape's order.
  /// Throws ProbeError (config) when the agent knows the measurement in another shape.
  void declare(MeasurementHandle measurement, Measurement shape) {
    const detail::Shape counts{shape.tags().size(), shape.fields().size()};
    const std::string name = shape.name();
    std::vector<Measurement> one;
    one.push_back(std::move(shape));
    const MeasurementTable table(std::move(one));
    const int result = raw()->declare(raw(), measurement.index, table.schema()->measurements);
    if (result == LIVETAP_BAD_SHAPE) {
      throw ProbeError::config("the source gives measurement " + name +
                                   " another shape than the one that the agent knows",
                               "reload the agent, and open dashboards after it");
    }
    if (result != LIVETAP_OK) {
      throw ProbeError::internal("the agent did not take the shape of measurement " + name);
    }
    shapes_.at(measurement.index) = counts;
  }

  /// Adds an event; false when a bound dropped it. Committed with the gather that is closed next.
  bool event(const Event& event) {
    using std::chrono::milliseconds;
    livetap_event out{};
    out.size = sizeof(livetap_event);
    out.severity = static_cast<std::uint32_t>(event.severity);
    if (event.time) {
      const auto since_epoch = event.time->time_since_epoch();
      out.time_ms = std::chrono::duration_cast<milliseconds>(since_epoch).count();
    }
    out.type = detail::to_str(event.type);
    out.service = detail::to_str(event.service);
    out.message = detail::to_str(event.message);
    out.attributes = detail::to_str(event.attributes);
    return raw()->event(raw(), &out) == LIVETAP_OK;
  }

 private:
  void close(MeasurementHandle measurement, const livetap_error* error) {
    if (raw()->done(raw(), measurement.index, error) == LIVETAP_BAD_SHAPE) {
      throw ProbeError::internal("the schema has no measurement " +
                                 std::to_string(measurement.index));
    }
  }

  const livetap_call& call_;
  std::vector<detail::Shape>& shapes_;
  detail::RowBuffer& buffer_;
};

}  // namespace livetap::sdk
