#include "agent/web/panel_verdict.hpp"

#include <algorithm>

namespace livetap::web {

namespace {

bool speaks(const Field& field) {
  return field.warn_if_true || field.fail_if_false;
}

}  // namespace

Judgement judge(const Panel& panel) {
  if (!panel.newest()) {
    return {};
  }
  const auto& newest = *panel.newest();
  if (newest.error) {
    return {once::Verdict::fail, newest.error};
  }
  const auto& fields = panel.shape().fields;
  if (std::none_of(fields.begin(), fields.end(), speaks)) {
    return {once::Verdict::ok, {}};
  }
  once::ProbeReport report;
  once::MeasurementReport measurement;
  measurement.schema = panel.shape();
  measurement.schema.targets = false;  // each row counts, but none becomes a line of its own
  measurement.rows = newest.rows->rows;
  report.measurements.push_back(std::move(measurement));
  once::judge(report);
  return {report.measurements.front().verdict, report.measurements.front().error};
}

}  // namespace livetap::web
