#include "agent/line/encoder.hpp"
#include "agent/once/render.hpp"

namespace livetap::once {

std::string render_influx(const Report& report) {
  std::string text;
  for (const auto& probe : report.probes) {
    for (const auto& measurement : probe.measurements) {
      line::LineEncoder encoder(measurement.schema, line::Style::influx);
      for (std::size_t row = 0; row < measurement.rows.size(); ++row) {
        encoder.append(text, measurement.rows, row, measurement.time, line::Place::later);
      }
    }
  }
  return text;
}

}  // namespace livetap::once
