#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "agent/dashboard/dashboard.hpp"

namespace livetap::test {

/// A field of a type and unit, worth a trend unless it is a text or a time.
Field field(const std::string& name, FieldType type, const std::string& unit = "none");

/// Queues by vhost and queue: messages, ready (short), published (short, a counter), load
/// (percentunit), lagging (warn_if_true), running (fail_if_false), state (a text with a trend),
/// seen_at (a time), reason (a text without).
Measurement queues();

/// One row: open, delay_ms, reason.
Measurement flow();

/// A table of signals: at, asset.
Measurement signals();

/// Stream livetap, windows 1h and 5m, probe broker with queues and flow, probe trading with
/// signals.
dashboard::Plan sample_plan();

/// The first panel of that type whose title begins so; fails the test when there is none.
const boost::json::object& panel_of(const boost::json::value& dashboard, const std::string& type,
                                    const std::string& title);

/// Part of it as a JSON text.
std::string at(const boost::json::value& value, const char* pointer);

}  // namespace livetap::test
