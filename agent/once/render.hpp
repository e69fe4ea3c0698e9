#pragma once

#include <string>

#include "agent/once/report.hpp"

namespace livetap::once {

/// One line for every probe and sink, below a probe one for every target and for every other
/// measurement that is not well: verdict, name, time, rows and series, what is wrong and the likely
/// cure. `colour`: ANSI, for terminals.
std::string render_table(const Report& report, bool colour);

/// The document that docs/operations.md describes; ends with a newline.
std::string render_json(const Report& report);

/// Every row as Influx line protocol, nothing else.
std::string render_influx(const Report& report);

}  // namespace livetap::once
