#include "unit/agent/dashboard/sample_plan.hpp"

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <stdexcept>

#include "agent/model/own_field.hpp"

namespace livetap::test {

namespace json = boost::json;
using namespace std::chrono_literals;

Field field(const std::string& name, FieldType type, const std::string& unit) {
  return own_field(name, type, FieldKind::gauge, unit, "");
}

Measurement queues() {
  Measurement shape;
  shape.name = "queue";
  shape.doc = "Each queue.";
  shape.tags = {"vhost", "queue"};
  shape.fields = {field("messages", FieldType::i64, "short"),
                  field("ready", FieldType::i64, "short"),
                  field("published", FieldType::i64, "short"),
                  field("load", FieldType::f64, "percentunit"),
                  field("lagging", FieldType::boolean),
                  field("running", FieldType::boolean),
                  field("state", FieldType::text),
                  field("seen_at", FieldType::time),
                  field("reason", FieldType::text)};
  shape.fields[0].doc = "Ready and unacked.";
  shape.fields[2].kind = FieldKind::counter;
  shape.fields[4].warn_if_true = true;
  shape.fields[5].fail_if_false = true;
  shape.fields[6].trend = true;
  shape.fields[8].reason = true;
  return shape;
}

Measurement flow() {
  Measurement shape;
  shape.name = "flow";
  shape.fields = {field("open", FieldType::boolean), field("delay_ms", FieldType::f64, "ms"),
                  field("reason", FieldType::text)};
  shape.fields[2].reason = true;
  return shape;
}

Measurement signals() {
  Measurement shape;
  shape.name = "recent_signals";
  shape.table = true;
  shape.fields = {field("at", FieldType::time), field("asset", FieldType::text)};
  return shape;
}

dashboard::Plan sample_plan() {
  dashboard::Plan plan;
  plan.stream = "livetap";
  plan.windows = {{"1h", 1h}, {"5m", 5min}};
  plan.sections = {{"broker", {queues(), flow()}}, {"trading", {signals()}}};
  plan.events_after = 2;
  return plan;
}

const json::object& panel_of(const json::value& dashboard, const std::string& type,
                             const std::string& title) {
  for (const auto& panel : dashboard.at("panels").as_array()) {
    const auto& name = panel.at("title").as_string();
    if (panel.at("type").as_string() == type.c_str() && name.starts_with(title)) {
      return panel.as_object();
    }
  }
  throw std::runtime_error("no " + type + " titled " + title);
}

std::string at(const json::value& value, const char* pointer) {
  return json::serialize(value.at_pointer(pointer));
}

}  // namespace livetap::test
